/** Where an option or a way leads: the kind of place and the place, or a new one made here. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { choicesOf, fieldAt, type FieldContext, ownFieldAt } from "../../common/fields";
import css from "../../common/fields.module.css";
import { type Edit, idsOf, type Path, valueAt } from "../../common/values";
import { lead, makeMenu, makePrompt, makeStep } from "../model/edits";
import { SECTION_OF, TARGET_KINDS, type TargetKind, targetOf } from "../model/targets";
import { t } from "../../../../../i18n/translate";

interface TargetFieldProps {
  context: FieldContext;
  path: Path;
  /** The menu above, which a new menu speaks like; empty for none. */
  above: string;
  /** Whether it may say goodbye at once, which an option may not. */
  mayEnd: boolean;
  apply: (edits: readonly Edit[]) => void;
}

const NEW = " ";

export function TargetField({ context, path, above, mayEnd, apply }: TargetFieldProps) {
  const { document, complaints, readOnly } = context;
  const [naming, setNaming] = useState(false);
  const target = targetOf(valueAt(document, path));
  const kind = target?.kind ?? "queue";
  const kinds = TARGET_KINDS.filter(([each]) => mayEnd || each !== "goodbye");
  const goTo = (id: string) => apply(lead(document, path, { kind, id }));
  const chooseKind = (next: TargetKind) => {
    setNaming(false);
    if (next === "goodbye") return apply(lead(document, path, { kind: next, id: "" }));
    const first = idsOf(document, SECTION_OF[next])[0];
    if (first !== undefined) apply(lead(document, path, { kind: next, id: first }));
    else setNaming(true);
  };
  const canMake = kind === "step" || kind === "information" || (kind === "menu" && above !== "");
  return (
    <>
      <NativeSelect
        label={t("Lleva a")}
        value={kind}
        disabled={readOnly}
        {...ownFieldAt(complaints, path)}
        onChange={(event) => chooseKind(event.currentTarget.value as TargetKind)}
        data={kinds.map(([value, label]) => ({ value, label }))}
      />
      {kind !== "goodbye" && (
        <NativeSelect
          label={TARGET_KINDS.find(([each]) => each === kind)?.[1]}
          value={naming ? NEW : (target?.id ?? "")}
          disabled={readOnly}
          {...fieldAt(complaints, [...path, kind])}
          onChange={(event) => {
            const id = event.currentTarget.value;
            setNaming(id === NEW);
            if (id && id !== NEW) goTo(id);
          }}
          data={[
            ...(target === null ? [{ value: "", label: t("Elija") }] : []),
            ...choicesOf(document, SECTION_OF[kind], target?.id),
            ...(canMake ? [{ value: NEW, label: NEW_LABELS[kind] ?? "" }] : []),
          ]}
        />
      )}
      {naming && (
        <NewPlace
          kind={kind}
          make={(name) => {
            const made =
              kind === "menu"
                ? makeMenu(document, name, above)
                : kind === "step"
                  ? makeStep(document, name)
                  : makePrompt(document, name);
            apply(lead(document, path, { kind, id: made.id }, made.edits));
            setNaming(false);
          }}
        />
      )}
    </>
  );
}

const NEW_LABELS: Partial<Record<TargetKind, string>> = {
  menu: t("Menú nuevo…"),
  step: t("Paso nuevo…"),
  information: t("Información nueva…"),
};
const NAME_LABELS: Partial<Record<TargetKind, string>> = {
  menu: t("Nombre del menú nuevo"),
  step: t("Nombre del paso nuevo"),
  information: t("Qué dice la información nueva"),
};

/** The name of a menu or step, or the words of an information, and a button that makes it. */
function NewPlace({ kind, make }: { kind: TargetKind; make: (name: string) => void }) {
  const [name, setName] = useState("");
  const isReady = name.trim() !== "";
  return (
    <div className={`${css.whole} ${css.acts}`}>
      <TextInput
        aria-label={NAME_LABELS[kind]}
        placeholder={NAME_LABELS[kind]}
        value={name}
        data-autofocus
        autoComplete="off"
        maxLength={kind === "information" ? 1200 : 60}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !isReady) return;
          event.preventDefault();
          make(name.trim());
        }}
      />
      <Button size="sm" variant="default" disabled={!isReady} onClick={() => make(name.trim())}>
        {t("Crear")}
      </Button>
    </div>
  );
}
