/** The editors of sections that have one of their own; every other section has the form of its schema. */
import type { ComponentType } from "react";
import type { SiteComplaint } from "../../api/site";
import type { Document } from "./model/document";
import type { JsonSchema } from "./model/schema";

export interface EditorProps {
  section: string;
  /** The section's part of the document; undefined if the site does not have the section. */
  value: unknown;
  document: Document;
  /** The schema of the section. */
  schema: JsonSchema;
  /** The complaints of the whole document. */
  complaints: readonly SiteComplaint[];
  readOnly: boolean;
  /** Set the value at a path of the document; undefined removes it. */
  onChange: (path: string[], after: unknown) => void;
}

export const EDITORS: Readonly<Record<string, ComponentType<EditorProps>>> = {};
