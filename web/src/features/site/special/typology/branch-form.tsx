/** The form of a kind, theme or sub-theme: when to choose it, its legal kind, its area and its templates. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type Ref, useState } from "react";
import { useLegalTerms } from "../../../../api/site-law";
import { DateField } from "../../../../components/date-field/date-field";
import { choicesOf, Complaints, fieldAt, fieldError, type FieldContext, HINT_BELOW, TextField } from "../common/fields";
import fields from "../common/fields.module.css";
import { NewEntry } from "../common/new-entry";
import { fieldsOf, nameOf, textOf, textsOf, valueAt } from "../common/values";
import { pathKey } from "../../model/document";
import { type BranchNode, inherited, inheritedAnswers, readWords } from "./typology-tree";
import css from "./typology.module.css";
import { t } from "../../../../i18n/translate";

interface BranchFormProps {
  context: FieldContext;
  node: BranchNode;
  /** Of the input of a new part below. */
  nameRef: Ref<HTMLInputElement>;
  onAdd: (name: string) => void;
  onRetire: () => void;
  onRemove: () => void;
}

export function BranchForm({ context, node, nameRef, onAdd, onRetire, onRemove }: BranchFormProps) {
  const { document, complaints, readOnly, onChange } = context;
  const value = fieldsOf(valueAt(document, node.path));
  const at = (field: string) => [...node.path, field];
  const day = (field: string, label: string) => (
    <DateField
      label={label}
      value={textOf(value[field])}
      disabled={readOnly}
      {...fieldAt(complaints, at(field))}
      onChange={(next) => onChange(at(field), next || undefined)}
    />
  );
  return (
    <>
      <h3>{node.label}</h3>
      <Complaints complaints={complaints} path={node.path} />
      <div className={fields.fields}>
        <TextField context={context} label={t("Nombre")} path={at("name")} maxLength={120} />
        <LegalKind context={context} node={node} />
        <Area context={context} node={node} />
        <Textarea
          className={fields.whole}
          label={t("Cuándo se elige")}
          value={textOf(value.meaning)}
          maxLength={240}
          rows={2}
          disabled={readOnly}
          {...fieldAt(complaints, at("meaning"))}
          onChange={(event) => {
            const text = event.currentTarget.value;
            onChange(at("meaning"), text === "" && node.level !== "kind" ? undefined : text);
          }}
        />
        <Words context={context} node={node} key={node.id} />
        {day("valid_from", t("Se puede elegir desde"))}
        {day("valid_until", t("Último día en que se elige"))}
      </div>
      <Templates context={context} node={node} />
      {!readOnly && (
        <>
          {node.level !== "subtheme" && (
            <NewBranch
              ref={nameRef}
              label={node.level === "kind" ? t("Tema nuevo") : t("Subtema nuevo")}
              make={onAdd}
              key={`new ${node.id}`}
            />
          )}
          <p className={fields.acts}>
            {value.valid_until === undefined && (
              <Button size="xs" variant="default" onClick={onRetire}>
                {t("Retirar: hoy es el último día")}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={onRemove}>
              {t("Borrar, si nunca se usó")}
            </Button>
          </p>
        </>
      )}
    </>
  );
}

interface PartProps {
  context: FieldContext;
  node: BranchNode;
}

function LegalKind({ context, node }: PartProps) {
  const { document, complaints, readOnly, onChange } = context;
  const { data } = useLegalTerms();
  const path = [...node.path, "legal_kind"];
  const own = textOf(valueAt(document, path));
  const from = inherited(document, node.path, "legal_kind");
  const labelOf = (kind: string): string => {
    const term = data?.terms.find((each) => each.kind === kind);
    return term ? t("{name} ({days} días hábiles)", { name: term.name, days: term.days }) : kind;
  };
  const kinds = data?.terms.map(({ kind }): string => kind) ?? [];
  return (
    <NativeSelect
      label={t("Para la ley es")}
      value={own}
      disabled={readOnly}
      {...fieldAt(complaints, path)}
      onChange={(event) => onChange(path, event.currentTarget.value || undefined)}
      data={[
        {
          value: "",
          label: node.level === "kind" ? labelOf(from) : t("Como lo de arriba: {kind}", { kind: labelOf(from) }),
        },
        ...[...new Set([...(own ? [own] : []), ...kinds])].map((value) => ({ value, label: labelOf(value) })),
      ]}
    />
  );
}

function Area({ context, node }: PartProps) {
  const { document, complaints, readOnly, onChange } = context;
  const path = [...node.path, "area"];
  const own = textOf(valueAt(document, path));
  const from = inherited(document, node.path, "area");
  return (
    <NativeSelect
      label={t("Responde el área")}
      value={own}
      disabled={readOnly}
      {...fieldAt(complaints, path)}
      onChange={(event) => onChange(path, event.currentTarget.value || undefined)}
      data={[
        {
          value: "",
          label: from
            ? t("Como lo de arriba: {kind}", { kind: nameOf(document, "areas", from) })
            : t("La dicen sus temas"),
        },
        ...choicesOf(document, "areas", own),
      ]}
    />
  );
}

/** The other words with which people ask for it; a comma ends each. */
function Words({ context, node }: PartProps) {
  const path = [...node.path, "also"];
  const words = textsOf(valueAt(context.document, path));
  const [text, setText] = useState(words.join(", "));
  return (
    <TextInput
      className={fields.whole}
      label={t("Otras palabras con que lo piden")}
      description={t("Separadas por comas.")}
      inputWrapperOrder={HINT_BELOW}
      value={text}
      disabled={context.readOnly}
      autoComplete="off"
      {...fieldAt(context.complaints, path)}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = readWords(event.currentTarget.value);
        if (next.join() !== words.join()) context.onChange(path, next.length > 0 ? next : undefined);
      }}
    />
  );
}

function Templates({ context, node }: PartProps) {
  const { document, complaints, readOnly, onChange } = context;
  const path = [...node.path, "answers"];
  const own = textsOf(valueAt(document, path));
  const fromAbove = inheritedAnswers(document, node.path);
  const templates = Object.entries(fieldsOf(valueAt(document, ["answers", "templates"])));
  const wrong = fieldError(complaints, path);
  const set = (id: string, chosen: boolean) => {
    const next = chosen ? [...own, id] : own.filter((each) => each !== id);
    onChange(path, next.length > 0 ? next : undefined);
  };
  if (templates.length === 0) return null;
  return (
    <fieldset className={fields.group}>
      <legend>{t("Plantillas de respuesta")}</legend>
      {wrong && <p className={fields.complaint}>⚠ {wrong}</p>}
      <div className={css.templates}>
        {templates.map(([id, template]) => (
          <Checkbox
            key={id}
            data-path={pathKey(path)}
            label={textOf(fieldsOf(template).name) || id}
            description={fromAbove.includes(id) ? t("Viene de arriba") : undefined}
            checked={own.includes(id) || fromAbove.includes(id)}
            disabled={readOnly || (fromAbove.includes(id) && !own.includes(id))}
            onChange={(event) => set(id, event.currentTarget.checked)}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** The name of a new part; its internal name is made from it and never changes. */
export function NewBranch({
  ref,
  label,
  make,
}: {
  ref?: Ref<HTMLInputElement>;
  label: string;
  make: (name: string) => void;
}) {
  return <NewEntry {...(ref && { ref })} label={label} placeholder={label} verb={t("Agregar")} make={make} />;
}
