/** The inputs that all editors share: an entry of another section, a number with its unit, a text. */
import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Complaint, Document, EditorProps } from "../../editor-props";
import { ComplaintText, ComplaintTexts } from "../../components/complaint-text";
import { pathKey } from "../../model/document";
import { complaintsAt, complaintsUnder } from "./complaints";
import css from "./fields.module.css";
import { idsOf, nameOf, type Path, unlessDefault, valueAt, textOf } from "./values";
import { t } from "../../../../i18n/translate";

/** What each field of an editor needs. */
export type FieldContext = Pick<EditorProps, "document" | "complaints" | "readOnly" | "onChange">;

/** The hint stands below its input, so that the inputs of a row align. */
export const HINT_BELOW: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

interface FieldProps {
  context: FieldContext;
  label: string;
  path: Path;
  description?: ReactNode;
}

export interface Choice {
  value: string;
  label: string;
}

/** Return the entries of a section to choose from; one that does not exist stays visible. */
export function choicesOf(document: Document, section: string, chosen = ""): Choice[] {
  const ids = idsOf(document, section);
  const choices = ids.map((id) => ({ value: id, label: nameOf(document, section, id) }));
  return chosen === "" || ids.includes(chosen)
    ? choices
    : [{ value: chosen, label: t("{id} (no existe)", { id: chosen }) }, ...choices];
}

interface EntryFieldProps extends FieldProps {
  section: string;
  /** What an empty choice means; without it, one must be chosen. */
  none?: string;
}

/** An entry of another section. */
export function EntryField({ context, label, path, section, none, description }: EntryFieldProps) {
  const value = textOf(valueAt(context.document, path));
  const empty = none !== undefined || value === "" ? [{ value: "", label: none ?? t("Elija") }] : [];
  return (
    <NativeSelect
      label={label}
      description={description}
      inputWrapperOrder={HINT_BELOW}
      value={value}
      disabled={context.readOnly}
      {...fieldAt(context.complaints, path)}
      onChange={(event) => context.onChange([...path], event.currentTarget.value || undefined)}
      data={[...empty, ...choicesOf(context.document, section, value)]}
    />
  );
}

interface ChoiceFieldProps extends FieldProps {
  choices: readonly Choice[];
  byDefault: string;
}

/** One of a few values; the default is not written. */
export function ChoiceField({ context, label, path, choices, byDefault, description }: ChoiceFieldProps) {
  return (
    <NativeSelect
      label={label}
      description={description}
      inputWrapperOrder={HINT_BELOW}
      value={textOf(valueAt(context.document, path)) || byDefault}
      disabled={context.readOnly}
      {...fieldAt(context.complaints, path)}
      onChange={(event) => context.onChange([...path], unlessDefault(event.currentTarget.value, byDefault))}
      data={[...choices]}
    />
  );
}

interface NumberFieldProps extends FieldProps {
  min: number;
  max: number;
  /** Written as nothing; undefined where the number must be written. */
  byDefault?: number;
  decimals?: number;
  /** The unit, such as « s»; it follows the number. */
  unit?: string;
}

/** A number with its unit and bounds. */
export function NumberField(props: NumberFieldProps) {
  const { context, label, path, min, max, byDefault, decimals = 0, unit = "", description } = props;
  const value = valueAt(context.document, path);
  return (
    <NumberInput
      label={label}
      description={description}
      inputWrapperOrder={HINT_BELOW}
      value={typeof value === "number" ? value : (byDefault ?? "")}
      min={min}
      max={max}
      allowDecimal={decimals > 0}
      decimalScale={decimals}
      decimalSeparator=","
      allowedDecimalSeparators={[",", "."]}
      suffix={unit}
      clampBehavior="blur"
      hideControls
      disabled={context.readOnly}
      {...fieldAt(context.complaints, path)}
      onChange={(typed) =>
        context.onChange([...path], typeof typed === "number" ? unlessDefault(typed, byDefault) : undefined)
      }
    />
  );
}

interface TextFieldProps extends FieldProps {
  maxLength?: number;
  /** Whether an empty text is left out. */
  optional?: boolean;
  /** The value that holds while the text is left out. */
  byDefault?: string;
}

/** A line of text. */
export function TextField({ context, label, path, description, maxLength, optional, byDefault }: TextFieldProps) {
  return (
    <TextInput
      label={label}
      description={description}
      inputWrapperOrder={HINT_BELOW}
      value={textOf(valueAt(context.document, path))}
      placeholder={byDefault}
      maxLength={maxLength}
      autoComplete="off"
      disabled={context.readOnly}
      {...fieldAt(context.complaints, path)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        context.onChange([...path], optional && text === "" ? undefined : text);
      }}
    />
  );
}

/**
 * Return the props that make an input the field of a path: its complaints, and the mark that leads to it. ``holder`` is
 * the part whose own complaints stand here too, because nothing else shows it.
 */
export function fieldAt(complaints: readonly Complaint[], path: Path, holder?: Path) {
  const own = holder ? complaintsAt(complaints, holder) : [];
  return { error: textsOrNone([...own, ...complaintsUnder(complaints, path)]), "data-path": pathKey(path) };
}

/** Return the props of an input that shows only what is said of a part itself; other inputs show its fields. */
export const ownFieldAt = (complaints: readonly Complaint[], path: Path) => ({
  error: textsOrNone(complaintsAt(complaints, path)),
  "data-path": pathKey(path),
});

/** Return what is wrong with a field, with the ways to the sections that it names; undefined if nothing is. */
export function fieldError(complaints: readonly Complaint[], path: Path): ReactNode {
  return textsOrNone(complaintsUnder(complaints, path));
}

const textsOrNone = (found: readonly Complaint[]): ReactNode =>
  found.length > 0 ? <ComplaintTexts complaints={found} /> : undefined;

/** The complaints about an entry that no field shows. */
export function Complaints({ complaints, path }: { complaints: readonly Complaint[]; path: Path }) {
  return complaintsAt(complaints, path).map((each) => (
    <p key={each.text} className={css.complaint}>
      <span aria-hidden="true">⚠ </span>
      <ComplaintText complaint={each} />
    </p>
  ));
}
