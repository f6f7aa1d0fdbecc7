/** The fields of a form: each input by the kind of its schema, and the groups that hold other fields. */
import { ActionIcon, Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { SegmentedControl } from "../../../components/segmented-control";
import { isRecord } from "../model/document";
import { moved } from "../model/lists";
import {
  choicesOf,
  entryName,
  type FieldKind,
  fieldKind,
  firstValue,
  isNested,
  type JsonSchema,
  presentSchema,
  titleOf,
  variantOf,
} from "../model/schema";
import { describeValue } from "../model/values";
import { variantName, withVariant } from "../model/variants";
import { GroupComplaints } from "./complaints";
import { EntryCard } from "./entry-card";
import { type FieldProps, useSectionForm } from "./form-context";
import css from "./form.module.css";
import { NewEntry } from "./new-entry";
import { isChecklist, SingleField } from "./single-field";
import { t } from "../../../i18n/translate";

/** A field with its name: an input, or a group of fields under its name. */
export function Field(props: FieldProps) {
  const schema = presentSchema(props.schema);
  const kind = fieldKind(schema);
  const single = !isNested(kind) || isChecklist(schema);
  return (
    <div className={single ? css.field : css.wide} data-path={props.path.join("/")} data-kind={kind}>
      {single ? <SingleField {...props} schema={schema} kind={kind} /> : <Group {...props} schema={schema} />}
    </div>
  );
}

const BODIES: Partial<Record<FieldKind, (props: FieldProps) => ReactNode>> = {
  record: RecordFields,
  table: TableField,
  list: ListField,
  variants: VariantsField,
};

/** The content of a group, without its name. */
export function FieldBody(props: FieldProps) {
  const schema = presentSchema(props.schema);
  const kind = fieldKind(schema);
  const Body = BODIES[kind];
  return Body ? <Body {...props} schema={schema} /> : <SingleField {...props} schema={schema} kind={kind} />;
}

function Group({ schema, path, value, label, required = false }: FieldProps) {
  const { readOnly, onChange } = useSectionForm();
  const kind = fieldKind(schema);
  const isAbsent = value === undefined && kind !== "list" && kind !== "table";
  const mayEdit = !readOnly;
  return (
    <fieldset className={css.group}>
      <legend>
        {label}
        {mayEdit && !required && value !== undefined && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t("Quitar {label}", { label })}
            onClick={() => onChange([...path], undefined)}
          >
            {t("Quitar")}
          </Button>
        )}
      </legend>
      {schema.description && <p className={css.help}>{schema.description}</p>}
      <GroupComplaints path={path} />
      {!isAbsent ? (
        <FieldBody schema={schema} path={path} value={value} label={label} />
      ) : mayEdit ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("Agregar {label}", { label })}
          onClick={() => onChange([...path], firstValue(schema) ?? {})}
        >
          {t("Agregar")}
        </Button>
      ) : (
        <p className="quiet">{t("No tiene.")}</p>
      )}
    </fieldset>
  );
}

function RecordFields({ schema, path, value }: FieldProps) {
  const fields = Object.entries(schema.properties ?? {});
  const values = isRecord(value) ? value : {};
  const ordered = [
    ...fields.filter(([, part]) => !isNested(fieldKind(part))),
    ...fields.filter(([, part]) => isNested(fieldKind(part))),
  ];
  return (
    <div className={css.record}>
      {ordered.map(([name, part]) => (
        <Field
          key={name}
          schema={part}
          path={[...path, name]}
          value={values[name]}
          label={titleOf(part, name)}
          required={schema.required?.includes(name) ?? false}
        />
      ))}
    </div>
  );
}

function TableField(props: FieldProps) {
  const keys = choicesOf(presentSchema(props.schema.propertyNames ?? {}));
  const entries = entrySchema(props.schema);
  if (keys.length === 0) return <FreeTable {...props} />;
  const properties = Object.fromEntries(
    keys.map(({ value, name }) => [String(value), { ...entries, title: name, description: undefined as never }]),
  );
  return <RecordFields {...props} schema={{ properties }} />;
}

const entrySchema = (schema: JsonSchema): JsonSchema =>
  isRecord(schema.additionalProperties) ? schema.additionalProperties : {};

function FreeTable({ schema, path, value, label }: FieldProps) {
  const { readOnly, onChange } = useSectionForm();
  const [added, setAdded] = useState("");
  const values = isRecord(value) ? value : {};
  const entries = entrySchema(schema);
  const kind = fieldKind(entries);
  const ids = Object.keys(values);
  const add = (id: string) => {
    setAdded(id);
    onChange([...path, id], firstValue(entries) ?? (isNested(kind) ? {} : ""));
  };
  return (
    <div className={css.table}>
      {ids.length === 0 && <p className="quiet">{t("No hay ninguno.")}</p>}
      {ids.map((id) =>
        isNested(kind) ? (
          <EntryCard
            key={id}
            path={[...path, id]}
            name={entryName(values[id], id)}
            detail={id}
            opens={id === added}
            remove={readOnly ? undefined : () => onChange([...path, id], undefined)}
          >
            <FieldBody schema={entries} path={[...path, id]} value={values[id]} label={id} />
          </EntryCard>
        ) : (
          <Row key={id} schema={entries} path={[...path, id]} value={values[id]} label={id} />
        ),
      )}
      {!readOnly && <NewEntry schema={schema} taken={ids} label={label} add={add} />}
    </div>
  );
}

function Row({ schema, path, value, label }: FieldProps) {
  const { readOnly, onChange } = useSectionForm();
  return (
    <div className={css.row} data-path={path.join("/")}>
      <div className={css.grow}>
        <SingleField schema={presentSchema(schema)} path={path} value={value} label={label} kind={fieldKind(schema)} />
      </div>
      {!readOnly && (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t("Quitar «{label}»", { label })}
          onClick={() => onChange([...path], undefined)}
        >
          {t("Quitar")}
        </Button>
      )}
    </div>
  );
}

const LONGEST_NAME = 80;

function ListField({ schema, path, value, label }: FieldProps) {
  const form = useSectionForm();
  const [added, setAdded] = useState(-1);
  const items: unknown[] = Array.isArray(value) ? value : [];
  const part = presentSchema(schema.items ?? {});
  const kind = fieldKind(part);
  const set = (next: unknown[]) => form.onChange([...path], next);
  const add = () => {
    setAdded(items.length);
    set([...items, firstValue(part) ?? (isNested(kind) ? {} : "")]);
  };
  const nested = isNested(kind);
  const rows = items.map((item, index) => {
    const props = { schema: part, path: [...path, String(index)], value: item };
    const name = t("{label}, {number}", { label, number: index + 1 });
    const key = index; // an item has no name that stays
    return nested ? (
      <EntryCard
        key={key}
        path={props.path}
        name={itemName(describeValue(part, item), index)}
        opens={index === added}
        remove={form.readOnly ? undefined : () => set(items.filter((_, at) => at !== index))}
        move={form.readOnly || items.length < 2 ? undefined : (by) => set(moved(items, index, by))}
      >
        <FieldBody {...props} label={name} />
      </EntryCard>
    ) : (
      <li key={key} className={css.item} data-path={props.path.join("/")}>
        <SingleField {...props} label={name} kind={kind} hidesLabel />
        {!form.readOnly && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("Quitar {name}", { name })}
            onClick={() => set(items.filter((_, at) => at !== index))}
          >
            ✕
          </ActionIcon>
        )}
      </li>
    );
  });
  return (
    <div className={css.table}>
      {nested ? rows : rows.length > 0 && <ul className={css.items}>{rows}</ul>}
      {items.length === 0 && form.readOnly && <p className="quiet">{t("No tiene.")}</p>}
      {!form.readOnly && (
        <Button size="compact-sm" variant="default" aria-label={t("Agregar en {label}", { label })} onClick={add}>
          {t("Agregar")}
        </Button>
      )}
    </div>
  );
}

const itemName = (text: string, index: number): string => {
  const shown = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME).trimEnd()}…` : text;
  return `${index + 1}. ${shown}`;
};

function VariantsField({ schema, path, value, label }: FieldProps) {
  const { readOnly, onChange } = useSectionForm();
  const variants = (schema.anyOf ?? []).map(presentSchema);
  const at = variantOf(schema, value);
  const variant = variants[at] ?? {};
  const kind = fieldKind(variant);
  return (
    <div className={css.table}>
      {!readOnly && variants.length > 1 && (
        <SegmentedControl
          label={t("Cómo se escribe {label}", { label })}
          value={String(at)}
          options={variants.map((each, index) => [String(index), variantName(each)] as const)}
          onChange={(chosen) => onChange([...path], withVariant(value, variants[Number(chosen)] ?? {}))}
        />
      )}
      {kind === "record" || kind === "table" || kind === "list" ? (
        <FieldBody schema={variant} path={path} value={value} label={label} />
      ) : (
        <SingleField schema={variant} path={path} value={value} label={shortLabel(variants) ?? label} kind={kind} />
      )}
    </div>
  );
}

/** Return what the short form of a value says: the first field that its long form must have. */
function shortLabel(variants: readonly JsonSchema[]): string | undefined {
  const long = variants.find((each) => each.properties);
  const name = long?.required?.[0] ?? "";
  return long?.properties?.[name]?.title;
}
