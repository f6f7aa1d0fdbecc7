/** The form of a queue: who is called, how long, what callers hear, and the ways out. */
import { NativeSelect } from "@mantine/core";
import {
  type Choice,
  ChoiceField,
  Complaints,
  fieldAt,
  type FieldContext,
  NumberField,
  TextField,
} from "../common/fields";
import { PromptField } from "../common/prompt-field";
import fields from "../common/fields.module.css";
import { fieldsOf, idsOf, nameOf, textOf, unlessDefault, valueAt } from "../common/values";
import { BandList } from "./band-list";
import { OverflowFields } from "./overflow-fields";
import { BUILT_IN_MUSIC, DEFAULTS, queueSentences, STRATEGIES } from "./sentences";
import css from "./queues.module.css";
import { t } from "../../../../i18n/translate";

const SECONDS = t(" segundos");

export function QueueForm({ context, queue }: { context: FieldContext; queue: string }) {
  const path = ["queues", queue];
  const value = fieldsOf(valueAt(context.document, path));
  const at = (field: string) => [...path, field];
  return (
    <>
      <Complaints complaints={context.complaints} path={path} />
      <section className={css.words} aria-label={t("En palabras")}>
        {queueSentences(context.document, value).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      <fieldset className={fields.group}>
        <legend>{t("A quién se llama")}</legend>
        <div className={fields.fields}>
          <TextField context={context} label={t("Nombre")} path={at("name")} maxLength={120} />
          <ChoiceField
            context={context}
            label={t("Reparto")}
            path={at("strategy")}
            choices={STRATEGIES}
            byDefault="longest_idle"
          />
          {value.strategy === "ring_all" && (
            <NumberField
              context={context}
              label={t("A cuántos a la vez")}
              path={at("ring_most")}
              min={2}
              max={50}
              byDefault={DEFAULTS.ring_most}
              unit={t(" asesores")}
            />
          )}
          <NumberField
            context={context}
            label={t("Timbre de cada asesor")}
            path={at("ring_s")}
            min={5}
            max={120}
            byDefault={DEFAULTS.ring_s}
            unit={SECONDS}
          />
          <NumberField
            context={context}
            label={t("Pausa tras no contestar")}
            description={t("Cuántas llamadas seguidas.")}
            path={at("pause_after_misses")}
            min={1}
            max={20}
            byDefault={DEFAULTS.pause_after_misses}
          />
          <NumberField
            context={context}
            label={t("Peso")}
            description={t("Con 2, un segundo de espera aquí cuenta como dos en otra cola.")}
            path={at("weight")}
            min={0.1}
            max={10}
            decimals={2}
            byDefault={DEFAULTS.weight}
          />
        </div>
        <BandList context={context} path={at("bands")} />
      </fieldset>
      <fieldset className={fields.group}>
        <legend>{t("Tiempos")}</legend>
        <div className={fields.fields}>
          <NumberField
            context={context}
            label={t("Umbral del nivel de servicio")}
            description={t("El 20 del «80/20».")}
            path={at("threshold_s")}
            min={1}
            max={600}
            byDefault={DEFAULTS.threshold_s}
            unit={SECONDS}
          />
          <NumberField
            context={context}
            label={t("Para tipificar")}
            description={t("Después de cada llamada.")}
            path={at("wrap_up_s")}
            min={0}
            max={900}
            byDefault={DEFAULTS.wrap_up_s}
            unit={SECONDS}
          />
        </div>
      </fieldset>
      <fieldset className={fields.group}>
        <legend>{t("Lo que se oye al esperar")}</legend>
        <div className={fields.fields}>
          <Music context={context} queue={queue} />
          <NumberField
            context={context}
            label={t("Turno y espera, cada")}
            description={t("Con 0 no se dicen.")}
            path={at("announce_every_s")}
            min={0}
            max={900}
            byDefault={DEFAULTS.announce_every_s}
            unit={SECONDS}
          />
          <PromptField context={context} label={t("Al entrar en la cola")} path={at("wait_prompt")} />
        </div>
      </fieldset>
      <OverflowFields context={context} queue={queue} />
    </>
  );
}

/** The built-in music, or a prompt with a file: a text that is synthesised must not loop. */
function Music({ context, queue }: { context: FieldContext; queue: string }) {
  const { document, complaints, readOnly, onChange } = context;
  const path = ["queues", queue, "music"];
  const value = textOf(valueAt(document, path)) || BUILT_IN_MUSIC;
  const sounds = idsOf(document, "prompts").filter((id) => valueAt(document, ["prompts", id, "file"]) !== undefined);
  const choices: Choice[] = [
    { value: BUILT_IN_MUSIC, label: t("La de Atención") },
    ...sounds.map((id) => ({ value: id, label: nameOf(document, "prompts", id) })),
  ];
  return (
    <NativeSelect
      label={t("Música")}
      value={value}
      disabled={readOnly}
      {...fieldAt(complaints, path)}
      onChange={(event) => onChange(path, unlessDefault(event.currentTarget.value, BUILT_IN_MUSIC))}
      data={choices.some((each) => each.value === value) ? choices : [...choices, { value, label: value }]}
    />
  );
}
