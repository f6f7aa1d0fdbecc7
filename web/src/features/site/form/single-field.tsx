/** A field of a single value, or of a choice of several values from a short list. */
import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { DateField } from "../../../components/date-field/date-field";
import { TimeField } from "../../../components/date-field/time-field";
import { TypedField } from "../../../components/date-field/typed-field";
import { decimalSign, t } from "../../../i18n/translate";
import { ComplaintTexts } from "../components/complaint-text";
import { complaintsAt } from "../model/complaints";
import { fileKindOf } from "../model/files";
import { choiceName, referredEntries, referredTable } from "../model/references";
import { type Choice, choicesOf, type FieldKind, type JsonSchema, presentSchema } from "../model/schema";
import { readHours, toFieldTime, toSiteTime } from "../model/short-forms";
import { describeValue } from "../model/values";
import { FileField } from "./file-field";
import { type FieldProps, useSectionForm } from "./form-context";
import css from "./form.module.css";

const LONG_TEXT = 200;
/** The help stands below, so that the inputs of a row stand beside one another. */
const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];
const HOURS = {
  read: readHours,
  write: (hours: string) => hours,
  hint: t("Escriba de qué hora a qué hora, por ejemplo 7:00-19:00."),
};

/** Return whether a list is a choice of several values from a short list. */
export const isChecklist = (schema: JsonSchema): boolean =>
  schema.items !== undefined && choicesOf(presentSchema(schema.items)).length > 0;

interface SingleFieldProps extends FieldProps {
  kind: FieldKind;
  /** Whether the label is only for screen readers, as in the rows of a list. */
  hidesLabel?: boolean;
}

export function SingleField({ schema, path, value, label, kind, hidesLabel = false }: SingleFieldProps) {
  const { complaints, readOnly, onChange } = useSectionForm();
  const own = complaintsAt(complaints, path);
  const set = (after: unknown) => onChange([...path], after);
  const named = {
    ...(hidesLabel ? { "aria-label": label } : { label }),
    description: hidesLabel ? undefined : schema.description,
    inputWrapperOrder: ORDER,
    error: own.length > 0 ? <ComplaintTexts complaints={own} /> : undefined,
  };
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  const typed = { ...named, value: text, disabled: readOnly };
  const setText = (written: string) => set(written || undefined);
  if (isChecklist(schema)) return <Checklist schema={schema} value={value} set={set} {...named} readOnly={readOnly} />;
  if (kind === "choice") return <ChoiceField schema={schema} value={value} set={set} named={named} />;
  if (kind === "boolean") return <BooleanField schema={schema} value={value} set={set} named={named} label={label} />;
  if (kind === "integer" || kind === "number")
    return (
      <NumberInput
        {...named}
        value={typeof value === "number" ? value : text}
        readOnly={readOnly}
        allowDecimal={kind === "number"}
        decimalSeparator={decimalSign}
        hideControls
        {...(schema["x-unit"] ? { suffix: ` ${schema["x-unit"]}` } : {})}
        clampBehavior="none"
        placeholder={usualText(schema)}
        onChange={(number) => set(typeof number === "number" ? number : number === "" ? undefined : Number(number))}
      />
    );
  if (kind === "date") return <DateField {...typed} onChange={setText} />;
  if (kind === "time")
    return <TimeField {...typed} value={toFieldTime(text)} onChange={(time) => setText(toSiteTime(time))} />;
  if (kind === "hours") return <TypedField {...typed} placeholder="7:00-19:00" format={HOURS} onChange={setText} />;
  const file = fileKindOf(path);
  if (file) return <FileField kind={file} text={text} setText={setText} named={named} />;
  if (kind === "colour") return <ColourField named={named} text={text} readOnly={readOnly} setText={setText} />;
  return <TextField schema={schema} text={text} setText={setText} named={named} />;
}

/** Return what applies while a field is empty. */
const usualText = (schema: JsonSchema): string | undefined =>
  schema.default === undefined || schema.default === null || schema.default === ""
    ? undefined
    : t("Lo usual: {value}", {
        value: [describeValue(schema, schema.default), schema["x-unit"]].filter(Boolean).join(" "),
      });

interface NamedProps {
  label?: string;
  "aria-label"?: string;
  description: string | undefined;
  error: ReactNode;
  inputWrapperOrder: typeof ORDER;
}

interface ChoiceFieldProps {
  schema: JsonSchema;
  value: unknown;
  set: (after: unknown) => void;
  named: NamedProps;
}

/** One of a few values; without one, the value that the schema names applies. */
function ChoiceField({ schema, value, set, named }: ChoiceFieldProps) {
  const { readOnly } = useSectionForm();
  const choices = choicesOf(schema);
  const current = value === undefined ? "" : String(value);
  const isKnown = current === "" || choices.some((each) => String(each.value) === current);
  const nothing = usualText(schema) ?? t("Elija…");
  return (
    <NativeSelect
      {...named}
      disabled={readOnly}
      value={current}
      data={[
        { value: "", label: nothing },
        ...choices.map((each) => ({ value: String(each.value), label: each.name })),
        ...(isKnown ? [] : [{ value: current, label: current }]),
      ]}
      onChange={(event) => set(chosenValue(choices, event.currentTarget.value))}
    />
  );
}

const chosenValue = (choices: readonly Choice[], text: string): unknown =>
  choices.find((each) => String(each.value) === text)?.value;

function BooleanField({ schema, value, set, named, label }: ChoiceFieldProps & { label: string }) {
  const { readOnly } = useSectionForm();
  const usual = schema.default === true;
  const { "aria-label": _, inputWrapperOrder: __, ...shown } = named;
  return (
    <Checkbox
      {...shown}
      className={css.check}
      label={label}
      description={schema.description}
      disabled={readOnly}
      checked={value === undefined ? usual : value === true}
      onChange={(event) => {
        const checked = event.currentTarget.checked;
        set(checked === usual && schema.default !== undefined ? undefined : checked);
      }}
    />
  );
}

interface ChecklistProps extends NamedProps {
  schema: JsonSchema;
  value: unknown;
  set: (after: unknown) => void;
  readOnly: boolean;
}

function Checklist({ schema, value, set, readOnly, label, description, error, ...rest }: ChecklistProps) {
  const choices = choicesOf(presentSchema(schema.items ?? {}));
  const chosen = Array.isArray(value) ? value : Array.isArray(schema.default) ? schema.default : [];
  return (
    <Checkbox.Group {...rest} label={label} description={description} error={error} value={chosen.map(String)}>
      <div className={css.checklist}>
        {choices.map((each) => (
          <Checkbox
            key={String(each.value)}
            value={String(each.value)}
            label={each.name}
            disabled={readOnly}
            onChange={(event) => {
              const checked = event.currentTarget.checked;
              set(
                choices
                  .filter((other) => (other === each ? checked : chosen.includes(other.value)))
                  .map((other) => other.value),
              );
            }}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface ColourFieldProps {
  named: NamedProps;
  text: string;
  readOnly: boolean;
  setText: (text: string) => void;
}

function ColourField({ named, text, readOnly, setText }: ColourFieldProps) {
  const isColour = /^#[0-9a-f]{6}$/i.test(text);
  return (
    <TextInput
      {...named}
      value={text}
      readOnly={readOnly}
      placeholder="#0b6a6c"
      autoComplete="off"
      onChange={(event) => setText(event.currentTarget.value.trim())}
      leftSection={
        <input
          type="color"
          className={css.swatch}
          aria-label={t("Elegir el color")}
          value={isColour ? text : "#000000"}
          disabled={readOnly}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      }
    />
  );
}

interface TextFieldProps {
  schema: JsonSchema;
  text: string;
  setText: (text: string) => void;
  named: NamedProps;
}

/** A text; one that names an entry of another section is a choice among those that exist. */
function TextField({ schema, text, setText, named }: TextFieldProps) {
  const { document, readOnly } = useSectionForm();
  const table = referredTable(schema);
  if (table) {
    const entries = referredEntries(document, table);
    const isKnown = text === "" || entries.some(({ id }) => id === text);
    return (
      <NativeSelect
        {...named}
        disabled={readOnly}
        value={text}
        data={[
          { value: "", label: t("Ninguno") },
          ...entries.map((each) => ({ value: each.id, label: choiceName(each) })),
          ...(isKnown ? [] : [{ value: text, label: t("{id} (no existe)", { id: text }) }]),
        ]}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    );
  }
  const shared = {
    ...named,
    value: text,
    readOnly,
    placeholder: usualText(schema),
  };
  return (schema.maxLength ?? 0) >= LONG_TEXT ? (
    <Textarea {...shared} autosize minRows={1} maxRows={14} onChange={(event) => setText(event.currentTarget.value)} />
  ) : (
    <TextInput {...shared} autoComplete="off" onChange={(event) => setText(event.currentTarget.value)} />
  );
}
