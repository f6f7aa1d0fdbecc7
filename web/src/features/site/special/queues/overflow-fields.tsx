/** The ways out of a queue: each with its condition and the one place where it leads. */
import { Checkbox, NativeSelect } from "@mantine/core";
import { pathKey } from "../../model/document";
import { Complaints, EntryField, type FieldContext, NumberField, TextField } from "../common/fields";
import { PromptField } from "../common/prompt-field";
import fields from "../common/fields.module.css";
import { fieldsOf, idsOf, valueAt } from "../common/values";
import { OVERFLOW_REASONS, type OverflowReason, WAYS_OUT, type WayOut, wayOutOf, withWayOut } from "./sentences";
import css from "./queues.module.css";
import { t } from "../../../../i18n/translate";

export function OverflowFields({ context, queue }: { context: FieldContext; queue: string }) {
  return (
    <fieldset className={fields.group}>
      <legend>{t("Cuándo se sale de la cola")}</legend>
      <Complaints complaints={context.complaints} path={["queues", queue, "overflow"]} />
      {OVERFLOW_REASONS.map((each) => (
        <Exit key={each.reason} context={context} queue={queue} exit={each} />
      ))}
    </fieldset>
  );
}

interface ExitProps {
  context: FieldContext;
  queue: string;
  exit: OverflowReason;
}

function Exit({ context, queue, exit }: ExitProps) {
  const { document, complaints, readOnly, onChange } = context;
  const path = ["queues", queue, "overflow", exit.reason];
  const value = valueAt(document, path);
  const out = wayOutOf(value);
  const firstOf = (way: WayOut): string => {
    if (way === "queue") return idsOf(document, "queues").find((id) => id !== queue) ?? "";
    return way === "number" ? "sip:" : (idsOf(document, "prompts")[0] ?? "");
  };
  const begin = () => {
    const bound = exit.bound === null ? {} : { [exit.bound.field]: exit.bound.first };
    onChange(path, withWayOut(bound, "queue", firstOf("queue")));
  };
  const end = () => {
    const all = ["queues", queue, "overflow"];
    const isLast = Object.keys(fieldsOf(valueAt(document, all))).length === 1;
    onChange(isLast ? all : path, undefined);
  };
  return (
    <div className={css.exit}>
      <Checkbox
        label={exit.label}
        checked={value !== undefined}
        disabled={readOnly}
        onChange={(event) => (event.currentTarget.checked ? begin() : end())}
      />
      {value !== undefined && (
        <div className={fields.fields}>
          <div className={fields.whole}>
            <Complaints complaints={complaints} path={path} />
          </div>
          {exit.bound && (
            <NumberField
              context={context}
              label={exit.bound.label}
              path={[...path, exit.bound.field]}
              min={exit.bound.min}
              max={exit.bound.max}
              unit={exit.bound.unit}
            />
          )}
          <NativeSelect
            label={t("Pasa a")}
            data-path={pathKey(path)}
            value={out?.way ?? ""}
            disabled={readOnly}
            onChange={(event) => {
              const way = event.currentTarget.value as WayOut;
              onChange(path, withWayOut(value, way, firstOf(way)));
            }}
            data={[
              ...(out === null ? [{ value: "", label: t("Elija") }] : []),
              ...WAYS_OUT.map(([way, label]) => ({ value: way, label })),
            ]}
          />
          {out?.way === "queue" && (
            <EntryField context={context} label={t("Cola")} section="queues" path={[...path, "queue"]} />
          )}
          {(out?.way === "message" || out?.way === "voice_message") && (
            <PromptField context={context} label={t("Mensaje")} path={[...path, out.way]} />
          )}
          {out?.way === "number" && (
            <TextField context={context} label={t("Dirección SIP")} path={[...path, "number"]} maxLength={200} />
          )}
        </div>
      )}
    </div>
  );
}
