/** The entries of another section that a field names, so that a form offers those that exist. Pure. */
import type { Document } from "../editor-props";
import { type Path, isRecord, valueAt } from "./document";
import { entryName, type JsonSchema } from "./schema";

const LONGEST_NAME = 60;

/** Return the table whose ids a field takes, or the keys of a table; null if it takes any text. */
export const referredTable = (schema: JsonSchema | undefined): Path | null => schema?.["x-ids-of"] ?? null;

export interface ReferredEntry {
  id: string;
  name: string;
}

/** Return the entries of a table, with the name or the first words of each. */
export function referredEntries(document: Document, table: Path): ReferredEntry[] {
  const entries = valueAt(document, table);
  if (!isRecord(entries)) return [];
  return Object.entries(entries).map(([id, entry]) => ({ id, name: shortened(textOf(entry) || entryName(entry, id)) }));
}

/** Return an entry as a choice: its id, and what it is called. */
export const choiceName = ({ id, name }: ReferredEntry): string => (name === id ? id : `${id} · ${name}`);

const textOf = (entry: unknown): string => (isRecord(entry) && typeof entry.text === "string" ? entry.text : "");
const shortened = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME).trimEnd()}…` : text;
