/** What the parts of the form share. */
import type { FilingField, FilingForm } from "../model/filing-form";

/** Where two fields share a row, the description stands below, so that their inputs align. */
export const DESCRIPTION_BELOW: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];

export interface FieldsProps {
  form: FilingForm;
  edit: (change: Partial<FilingForm>) => void;
  errors: Partial<Record<FilingField, string>>;
}
