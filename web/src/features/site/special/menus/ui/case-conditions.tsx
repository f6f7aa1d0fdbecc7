/** The conditions of a case, all of which must hold. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Complaints, EntryField, fieldAt, type FieldContext, NumberField } from "../../common/fields";
import css from "../../common/fields.module.css";
import {
  type Edit,
  fieldsOf,
  idsOf,
  listOf,
  type Path,
  textOf,
  textsOf,
  unlessDefault,
  valueAt,
} from "../../common/values";
import { moveCase } from "../model/edits";
import { kindOfStep, outcomesOf, outcomeText } from "../model/steps";
import { byKey } from "../model/tree";
import { t } from "../../../../../i18n/translate";

interface CaseConditionsProps {
  context: FieldContext;
  step: string;
  index: number;
  apply: (edits: readonly Edit[]) => void;
}

export function CaseConditions({ context, step, index, apply }: CaseConditionsProps) {
  const { document, complaints, readOnly, onChange } = context;
  const path = ["steps", step, "branch", "cases", String(index)];
  const large = valueAt(document, [...path, "large_client"]);
  const count = listOf(valueAt(document, ["steps", step, "branch", "cases"])).length;
  return (
    <>
      <div className={css.whole}>
        <Complaints complaints={complaints} path={path} />
        <p className="quiet small">
          {t("El primer caso que se cumple manda. Si pone varias condiciones, se cumplen todas.")}
        </p>
      </div>
      <EntryField
        context={context}
        label={t("En el horario")}
        section="calendars"
        path={[...path, "hours"]}
        none={t("Cualquiera")}
      />
      <Days context={context} path={[...path, "days"]} />
      <EntryField
        context={context}
        label={t("En la línea")}
        section="lines"
        path={[...path, "line"]}
        none={t("Cualquiera")}
      />
      <NativeSelect
        label={t("Gran cliente")}
        value={large === undefined ? "" : large ? "yes" : "no"}
        disabled={readOnly}
        {...fieldAt(complaints, [...path, "large_client"])}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange([...path, "large_client"], value === "" ? undefined : value === "yes");
        }}
        data={[
          { value: "", label: t("No importa") },
          { value: "yes", label: t("Lo es") },
          { value: "no", label: t("No lo es") },
        ]}
      />
      <Waiting context={context} path={[...path, "waiting"]} />
      <Choice context={context} path={[...path, "choice"]} />
      <Result context={context} path={[...path, "result"]} />
      {!readOnly && count > 1 && (
        <div className={`${css.whole} ${css.acts}`}>
          <Button
            size="xs"
            variant="default"
            disabled={index === 0}
            onClick={() => apply(moveCase(document, step, index, -1))}
          >
            {t("Antes")}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={index === count - 1}
            onClick={() => apply(moveCase(document, step, index, 1))}
          >
            {t("Después del siguiente")}
          </Button>
        </div>
      )}
    </>
  );
}

interface ConditionProps {
  context: FieldContext;
  path: Path;
}

/** Days as people write them, with commas between. */
function Days({ context, path }: ConditionProps) {
  const days = textsOf(valueAt(context.document, path));
  return (
    <TextInput
      label={t("En los días")}
      placeholder="2026-12-24, 2026-12-31"
      defaultValue={days.join(", ")}
      key={days.join()}
      disabled={context.readOnly}
      {...fieldAt(context.complaints, path)}
      onBlur={(event) => {
        const written = event.currentTarget.value.split(/[\s,;]+/).filter(Boolean);
        if (written.join() !== days.join()) context.onChange([...path], written.length > 0 ? written : undefined);
      }}
    />
  );
}

function Waiting({ context, path }: ConditionProps) {
  const { document, readOnly, complaints, onChange } = context;
  const queue = textOf(valueAt(document, [...path, "queue"]));
  return (
    <>
      <NativeSelect
        label={t("Si esperan en la cola")}
        value={queue}
        disabled={readOnly}
        {...fieldAt(complaints, [...path, "queue"], path)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange([...path], value ? { over: 10, ...fieldsOf(valueAt(document, path)), queue: value } : undefined);
        }}
        data={[{ value: "", label: t("No importa") }, ...optionsOf(context, "queues")]}
      />
      {queue !== "" && (
        <NumberField
          context={context}
          label={t("Más de")}
          path={[...path, "over"]}
          min={0}
          max={1000}
          unit={t(" llamadas")}
        />
      )}
    </>
  );
}

const optionsOf = ({ document }: FieldContext, section: string) =>
  idsOf(document, section).map((id) => ({
    value: id,
    label: textOf(valueAt(document, [section, id, "name"])) || id,
  }));

function Choice({ context, path }: ConditionProps) {
  const { document, readOnly, complaints, onChange } = context;
  const chosen = valueAt(document, path);
  const menu = textOf(fieldsOf(chosen).menu);
  const keys = Object.keys(fieldsOf(valueAt(document, ["menus", menu, "options"]))).sort(byKey);
  return (
    <>
      <NativeSelect
        label={t("Si marcó antes en el menú")}
        value={menu}
        disabled={readOnly}
        {...fieldAt(complaints, [...path, "menu"], path)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const first = Object.keys(fieldsOf(valueAt(document, ["menus", value, "options"]))).sort(byKey)[0] ?? "1";
          onChange([...path], value ? { menu: value, key: first } : undefined);
        }}
        data={[{ value: "", label: t("No importa") }, ...optionsOf(context, "menus")]}
      />
      {menu !== "" && (
        <NativeSelect
          label={t("La tecla")}
          value={textOf(fieldsOf(chosen).key)}
          disabled={readOnly}
          {...fieldAt(complaints, [...path, "key"])}
          onChange={(event) => onChange([...path, "key"], event.currentTarget.value)}
          data={[...new Set([textOf(fieldsOf(chosen).key), ...keys])]}
        />
      )}
    </>
  );
}

function Result({ context, path }: ConditionProps) {
  const { document, readOnly, complaints, onChange } = context;
  const { step, outcome } = fieldsOf(valueAt(document, path));
  const lookups = idsOf(document, "steps").filter((id) => kindOfStep(valueAt(document, ["steps", id])) === "lookup");
  const outcomes = (id: string) => outcomesOf(document, textOf(valueAt(document, ["steps", id, "lookup", "name"])));
  return (
    <>
      <NativeSelect
        label={t("Si la consulta")}
        value={textOf(step)}
        disabled={readOnly}
        {...fieldAt(complaints, [...path, "step"], path)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange([...path], unlessDefault(value, "") && { step: value, outcome: outcomes(value)[0] ?? "" });
        }}
        data={[
          { value: "", label: t("No importa") },
          ...lookups.map((id) => ({ value: id, label: textOf(valueAt(document, ["steps", id, "name"])) || id })),
        ]}
      />
      {textOf(step) !== "" && (
        <NativeSelect
          label={t("Respondió")}
          value={textOf(outcome)}
          disabled={readOnly}
          {...fieldAt(complaints, [...path, "outcome"])}
          onChange={(event) => onChange([...path, "outcome"], event.currentTarget.value)}
          data={[...new Set([textOf(outcome), ...outcomes(textOf(step))])].map((value) => ({
            value,
            label: outcomeText(value),
          }))}
        />
      )}
    </>
  );
}
