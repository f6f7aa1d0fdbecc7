/** What an editor of a section gets; `editors.ts` registers one for each section that has its own. */
import type { JsonSchema } from "./model/schema";

/** A site as plain JSON, a section by its name. */
export type Document = Readonly<Record<string, unknown>>;

/** A sentence about the field at a path of the document. */
export interface Complaint {
  path: readonly string[];
  text: string;
  /** The section that the sentence names. */
  section?: string | null;
}

export interface EditorProps {
  section: string;
  /** The section's part of the document; undefined if the site does not have the section. */
  value: unknown;
  document: Document;
  schema: JsonSchema;
  complaints: readonly Complaint[];
  readOnly: boolean;
  /** The field that a person wants to see: what holds it opens, and it gets the focus. */
  target?: readonly string[] | null;
  /** Set the value at a path of the document; undefined removes it. An editor may call it several times in a row. */
  onChange: (path: string[], after: unknown) => void;
}
