/** What every field of the form of a section needs. */
import { createContext, useContext } from "react";
import type { Complaint } from "../editor-props";
import type { Document } from "../editor-props";
import type { Path } from "../model/document";
import type { JsonSchema } from "../model/schema";

export interface SectionForm {
  document: Document;
  complaints: readonly Complaint[];
  readOnly: boolean;
  /** The field that a person wants to see: what holds it opens. */
  target: Path | null;
  onChange: (path: string[], after: unknown) => void;
  /** Store a file in the draft under a name; undefined where files cannot be stored. */
  upload?: ((name: string, file: File) => Promise<unknown>) | undefined;
}

export interface FieldProps {
  schema: JsonSchema;
  path: Path;
  value: unknown;
  label: string;
  /** Whether what holds it must have it. */
  required?: boolean;
}

export const FormContext = createContext<SectionForm | null>(null);

export function useSectionForm(): SectionForm {
  const form = useContext(FormContext);
  if (!form) throw new Error("useSectionForm needs a FormContext provider");
  return form;
}
