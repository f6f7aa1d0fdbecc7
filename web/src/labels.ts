/**
 * What lines and values are called in Spanish, as GET /api/v1/labels says it. `SignedInApp` reads the document once and
 * gives it to all screens; tests take that of the sample site, `api/labels.sample.json`, which `make types` writes.
 */
import { createContext, useContext } from "react";
import type { components } from "./api/schema";

export type Labels = components["schemas"]["Labels"];

export const LabelsContext = createContext<Labels | null>(null);
export function useLabels(): Labels {
  const labels = useContext(LabelsContext);
  if (!labels) throw new Error("No screen is drawn before its labels are read.");
  return labels;
}

/** The site's lines, in its order. */
export const useLines = (): Labels["lines"] => useLabels().lines;
/** What people call a line; its id where the site no longer has it. */
export type LineNameLookup = (line: string) => string;
export function useLineName(): LineNameLookup {
  const lines = useLines();
  return (line) => lines.find(({ id }) => id === line)?.name ?? line;
}

/** The values of a vocabulary, in its order. */
export const valuesOf = <Vocabulary extends object>(vocabulary: Vocabulary): (keyof Vocabulary & string)[] =>
  Object.keys(vocabulary) as (keyof Vocabulary & string)[];
/** The values of a vocabulary as the options of a select. */
export const optionsOf = (vocabulary: object): { value: string; label: string }[] =>
  Object.entries(vocabulary).map(([value, label]) => ({ value, label }));
/** The label of a value that this release may not know; then the value itself. */
export const labelOf = (vocabulary: object, value: string): string =>
  (vocabulary as Record<string, string>)[value] ?? value;
/** A label within a sentence: with a small first letter. */
export const inSentence = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

export const outcomeLabel = ({ call_outcomes }: Labels, outcome: string | null): string =>
  outcome ? labelOf(call_outcomes, outcome) : "En curso";
/** What kind of pause it is. */
export const pauseLabel = ({ pauses }: Labels, paid: boolean): string => (paid ? pauses.paid : pauses.unpaid);
/** Who did it: a part of the system, or «advisor:ana», «user:luz». */
export function actorLabel({ actors }: Labels, name: string): string {
  const [kind = "", who] = name.split(":");
  return who ? `${kind === "advisor" ? actors.advisor : actors.user} ${who}` : labelOf(actors, name);
}
