/** Plain JSON as an editor reads it: a missing or odd value counts as empty, because a draft may be incomplete. Pure. */
import type { Document } from "../../editor-props";

export type Fields = Readonly<Record<string, unknown>>;
export type Path = readonly string[];

export interface Edit {
  path: string[];
  /** Undefined removes what is there. */
  after: unknown;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const numberOf = (value: unknown, missing: number): number => (typeof value === "number" ? value : missing);
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
export const textsOf = (value: unknown): string[] => listOf(value).map(textOf);

/** Return the value at a path, through fields and lists; undefined if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found)) found = found[Number(step)];
    else if (isFields(found) && Object.hasOwn(found, step)) found = found[step];
    else return undefined;
  }
  return found;
}

/** Return the fields without those that are undefined or are named. */
export function withFields(fields: Fields, changes: Fields): Fields {
  return Object.fromEntries(Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== undefined));
}

/** Return a value, or undefined where it is the default, which a document leaves out. */
export const unlessDefault = <T>(value: T, byDefault: T | undefined): T | undefined =>
  value === byDefault ? undefined : value;

export const idsOf = (document: Document, section: string): string[] => Object.keys(fieldsOf(document[section]));

/** Return the name of an entry of a section as people read it. */
export const nameOf = (document: Document, section: string, id: string): string =>
  textOf(fieldsOf(fieldsOf(document[section])[id]).name) || id;

/** Return the edits that take others back. */
export const inverseOf = (document: Document, edits: readonly Edit[]): Edit[] =>
  edits.map(({ path }) => ({ path, after: valueAt(document, path) })).reverse();

const MOST_LETTERS = 40;

/** Return an id for a name: «Pagos y cartera» is `pagos_y_cartera`, with a number where that is taken. */
export function newId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFD")
    .toLowerCase()
    .replace(/\p{Diacritic}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "");
  const base = (plain || "nuevo").slice(0, MOST_LETTERS - 4).replace(/_+$/, "");
  if (!taken.includes(base)) return base;
  let number = 2;
  while (taken.includes(`${base}_${String(number)}`)) number += 1;
  return `${base}_${String(number)}`;
}

/** Return how many fields of the site, outside of its prompts, name a prompt. */
export function usesOfPrompt(document: Document, id: string): number {
  const count = (value: unknown): number => {
    if (value === id) return 1;
    if (typeof value !== "object" || value === null) return 0;
    return Object.values(value).reduce((total: number, each) => total + count(each), 0);
  };
  return Object.entries(document).reduce(
    (total, [section, value]) => (section === "prompts" ? total : total + count(value)),
    0,
  );
}
