/** The site as plain JSON, a section by its name, and the values at its paths. Pure. */
import type { Document } from "../editor-props";

/** Names of fields and ids of entries; the index of an item of a list as decimal text. */
export type Path = readonly string[];

/** Return a path as the screen marks a field with it. */
export const pathKey = (path: Path): string => path.join("/");

/** Return whether a value has fields: neither a list nor a single value. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Return the value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found)) found = found[Number(step)];
    else if (isRecord(found) && Object.hasOwn(found, step)) found = found[step];
    else return undefined;
  }
  return found;
}

/** Return a copy with another value at a path; undefined removes the field, the entry or the item of a list. */
export function withValue(document: Document, path: Path, after: unknown): Document {
  const [section] = path;
  const next = replaced(document, path, after) as Document;
  // A section without content is one that the site does not have.
  return section !== undefined && path.length > 1 && after === undefined && isEmptyRecord(next[section])
    ? (replaced(next, [section], undefined) as Document)
    : next;
}

const isEmptyRecord = (value: unknown): boolean => isRecord(value) && Object.keys(value).length === 0;

function replaced(value: unknown, path: Path, after: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return after;
  if (Array.isArray(value)) {
    const index = Number(step);
    const item = replaced(value[index], rest, after);
    return item === undefined ? value.filter((_, at) => at !== index) : Object.assign([...value], { [index]: item });
  }
  const { [step]: before, ...others } = isRecord(value) ? value : {};
  const child = replaced(before, rest, after);
  if (child === undefined) return others;
  // The order of the fields stays, so that an entry does not move while a person edits it.
  return isRecord(value) && Object.hasOwn(value, step) ? { ...value, [step]: child } : { ...others, [step]: child };
}

/** Return whether two values are the same JSON, in any order of their fields. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isRecord(one) || !isRecord(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

/** Return whether a path lies at another one or below it. */
export const isWithin = (path: Path, outer: Path): boolean =>
  path.length >= outer.length && outer.every((step, index) => step === path[index]);
