/** What the parts of the form share. */
import type { FilingField, FilingForm } from "../model/filing-form";

export interface FieldsProps {
  form: FilingForm;
  edit: (change: Partial<FilingForm>) => void;
  errors: Partial<Record<FilingField, string>>;
}
