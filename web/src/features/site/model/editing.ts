/** What a person has changed in a draft and the server does not have yet, beside the changes of others. Pure. */
import type { Document } from "../editor-props";
import { type Path, isRecord, isSame, valueAt, withValue } from "./document";

export interface Change {
  path: string[];
  /** Undefined where the field did not exist. */
  before?: unknown;
  /** Undefined where the field is removed. */
  after?: unknown;
}

export interface Editing {
  /** What the person saw before the change. */
  base: Document;
  mine: Document;
}

export const openEditing = (document: Document): Editing => ({ base: document, mine: document });

/** Return the changes between two values, each at its smallest field; a list is one field. */
export function changesBetween(before: unknown, after: unknown, path: Path = []): Change[] {
  if (isSame(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ path: [...path], before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => changesBetween(before[name], after[name], [...path, name]));
}

export const pendingChanges = ({ base, mine }: Editing): Change[] => changesBetween(base, mine);

export const withEdit = ({ base, mine }: Editing, path: Path, after: unknown): Editing => ({
  base,
  mine: withValue(mine, path, after),
});

/**
 * Return the pending changes on top of what the server has now. Where the server has another value than the person
 * saw, the change keeps what the person saw, so that the server reports the conflict.
 */
export function onTopOf(editing: Editing, document: Document): Editing {
  let [base, mine] = [document, document];
  for (const { path, before, after } of pendingChanges(editing)) {
    const now = valueAt(document, path);
    if (isSame(now, after)) continue;
    mine = withValue(mine, path, after);
    if (!isSame(now, before)) base = withValue(base, path, before);
  }
  return { base, mine };
}

export type Side = "mine" | "theirs";
export interface FieldConflict {
  path: readonly string[];
  theirs?: unknown;
}

/** Return the pending changes after a choice for each field: one's own is now a change of theirs, or is given up. */
export function settled(editing: Editing, conflicts: readonly FieldConflict[], sides: readonly Side[]): Editing {
  let { base, mine } = editing;
  conflicts.forEach(({ path, theirs }, index) => {
    base = withValue(base, path, theirs);
    if (sides[index] === "theirs") mine = withValue(mine, path, theirs);
  });
  return { base, mine };
}
