/**
 * The labels of lines and values, from GET /api/v1/labels, in the language of the screens. `SignedInApp` loads the document once and provides
 * it to all screens; tests use the sample site's, `api/labels.sample.json`, which `make types` writes.
 */
import { createContext, useContext } from "react";
import type { components } from "./api/schema";
import { translateServed, t } from "./i18n/translate";

export type Labels = components["schemas"]["Labels"];

export const LabelsContext = createContext<Labels | null>(null);
export function useLabels(): Labels {
  const labels = useContext(LabelsContext);
  if (!labels) throw new Error("useLabels needs a LabelsContext provider with loaded labels");
  return labels;
}

const translateAll = <Vocabulary extends object>(vocabulary: Vocabulary): Vocabulary =>
  Object.fromEntries(Object.entries(vocabulary).map(([value, label]) => [value, translateServed(label)])) as Vocabulary;
/** Return the served labels in the language of the screens. The names of lines are the entity's and stay. */
export function translateLabels({ lines, ...vocabularies }: Labels): Labels {
  const translated = Object.entries(vocabularies).map(([name, vocabulary]) => [name, translateAll(vocabulary)]);
  return { ...Object.fromEntries(translated), lines } as Labels;
}

/** Return the site's lines, in its order. */
export const useLines = (): Labels["lines"] => useLabels().lines;
/** The name of a line, or its id if the site no longer has it. */
export type LineNameLookup = (line: string) => string;
export function useLineName(): LineNameLookup {
  const lines = useLines();
  return (line) => lines.find(({ id }) => id === line)?.name ?? line;
}

/** Return the values of a vocabulary, in its order. */
export const valuesOf = <Vocabulary extends object>(vocabulary: Vocabulary): (keyof Vocabulary & string)[] =>
  Object.keys(vocabulary) as (keyof Vocabulary & string)[];
/** Return the values of a vocabulary as the options of a select. */
export const optionsOf = (vocabulary: object): { value: string; label: string }[] =>
  Object.entries(vocabulary).map(([value, label]) => ({ value, label }));
/** Return the label of a value, or the value itself if this release does not know it. */
export const labelOf = (vocabulary: object, value: string): string =>
  (vocabulary as Record<string, string>)[value] ?? value;
/** Return a label with a lower-case initial, for use within a sentence. */
export const inSentence = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

export const outcomeLabel = ({ call_outcomes }: Labels, outcome: string | null): string =>
  outcome ? labelOf(call_outcomes, outcome) : t("En curso");
/** Return the label of a paid or unpaid pause. */
export const pauseLabel = ({ pauses }: Labels, paid: boolean): string => (paid ? pauses.paid : pauses.unpaid);
/** Return the label of an actor: a part of the system, or «advisor:ana», «user:luz». */
export function actorLabel({ actors }: Labels, name: string): string {
  const [kind = "", who] = name.split(":");
  return who ? `${kind === "advisor" ? actors.advisor : actors.user} ${who}` : labelOf(actors, name);
}
