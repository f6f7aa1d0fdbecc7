/**
 * The search of the typology: every leaf as one line, found by any part of its names, best match first. Pure.
 *
 * Accents, case and stop words are ignored; the words that callers use are searched too.
 */
import type { TicketForm, Typology } from "../../../api/types";
import { searchWords } from "../../../formats";
import { topicValue } from "./form";

type Theme = Typology["kinds"][number]["themes"][number];
type Subtheme = Theme["subthemes"][number];

export interface Leaf {
  /** kind/theme or kind/theme/subtheme. */
  value: string;
  kind: string;
  meaning: string;
  theme: string;
  /** The name of the subtheme, or of a theme without subthemes. */
  name: string;
  label: string;
  legalKind: string;
  area: string;
  areaName: string;
  templates: { id: string; name: string; promise: string | null }[];
  words: string[];
}

export const typologyLeaves = (typology: Pick<Typology, "kinds"> | undefined): Leaf[] =>
  (typology?.kinds ?? []).flatMap((kind) =>
    kind.themes.flatMap((theme) =>
      theme.subthemes.length
        ? theme.subthemes.map((leaf) => toLeaf(kind, theme, leaf, [...leaf.also, ...theme.also, ...kind.also]))
        : [toLeaf(kind, theme, theme, [...theme.also, ...kind.also])],
    ),
  );

function toLeaf(kind: Typology["kinds"][number], theme: Theme, leaf: Subtheme, words: string[]): Leaf {
  const own = leaf === theme ? [] : [leaf];
  return {
    value: [kind, theme, ...own].map(({ id }) => id).join("/"),
    label: [kind, theme, ...own].map(({ name }) => name).join(" · "),
    kind: kind.name,
    theme: theme.name,
    name: leaf.name,
    meaning: leaf.meaning || kind.meaning,
    words,
    legalKind: leaf.legal_kind,
    area: leaf.area ?? "",
    areaName: leaf.area_name ?? leaf.area ?? "",
    templates: leaf.templates,
  };
}

/** Return whether a topic is a leaf of today's typology; until it is loaded, any theme passes. */
export const isCompleteTopic = (
  leaves: readonly Leaf[],
  form: Pick<TicketForm, "kind" | "theme" | "subtheme">,
): boolean => (leaves.length ? leaves.some(({ value }) => value === topicValue(form)) : Boolean(topicValue(form)));

/** Parse a topic into its ids. */
export function parseTopic(choice = ""): { kind: string; theme: string; subtheme?: string } {
  const [kind = "", theme = "", subtheme] = choice.split("/");
  return { kind, theme, ...(subtheme ? { subtheme } : {}) };
}

const STOP_WORDS = new Set([
  "de",
  "del",
  "la",
  "el",
  "los",
  "las",
  "en",
  "un",
  "una",
  "y",
  "a",
  "por",
  "para",
  "que",
  "mi",
  "me",
  "no",
  "con",
]);

interface RankedLeaf {
  leaf: Leaf;
  score: number;
}

/**
 * Return the leaves that match every typed word, best first. The leaf's name counts more than its theme, a whole word
 * or its start more than its middle, and the typology's own name more than the callers' words.
 */
export function rankLeaves(leaves: readonly Leaf[], search: string): Leaf[] {
  const typed = searchWords(search);
  const words = typed.some((word) => !STOP_WORDS.has(word))
    ? typed.filter((word, index) => !STOP_WORDS.has(word) || index === typed.length - 1)
    : typed;
  if (!words.length) return [...leaves];
  const found = leaves
    .map((leaf): RankedLeaf => ({ leaf, score: score(leaf, words) }))
    .filter((each) => each.score > 0);
  return found.sort((one, other) => other.score - one.score).map((each) => each.leaf);
}

function score(leaf: Leaf, words: string[]): number {
  const fields: [string, number][] = [
    [leaf.name, 6],
    [leaf.words.join(" "), 4],
    [leaf.theme, 3],
    [leaf.kind, 2],
  ];
  const texts = fields.map(([text, weight]): [string[], number] => [searchWords(text), weight]);
  let total = 0;
  for (const word of words) {
    const match = bestMatch(texts, word);
    if (!match && !STOP_WORDS.has(word)) return 0;
    total += match;
  }
  return total;
}

function bestMatch(texts: [string[], number][], word: string): number {
  let most = 0;
  for (const [parts, weight] of texts)
    for (const part of parts) {
      const match = part === word ? 3 : part.startsWith(word) ? 2 : word.length > 2 && part.includes(word) ? 1 : 0;
      most = Math.max(most, match * weight);
    }
  return most;
}
