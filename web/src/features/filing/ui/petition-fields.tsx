/** What is asked: the topic, the text, and at once the last day to answer. */
import { Textarea } from "@mantine/core";
import { useFilingPreview } from "../../../api/tickets";
import type { Typology } from "../../../api/types";
import { countPhrase, weekdayAndDateOfDay } from "../../../formats";
import { parseTopicValue, topicValue } from "../../tickets/model/form";
import { TopicSelect } from "../../tickets/ui/topic-select";
import { receivedAt } from "../model/filing-form";
import type { FieldsProps } from "./fields-props";
import css from "./filing.module.css";
import { t } from "../../../i18n/translate";

export function PetitionFields({
  form,
  edit,
  errors,
  typology,
  isComplete,
}: FieldsProps & { typology: Typology | undefined; isComplete: boolean }) {
  return (
    <fieldset className={css.part}>
      <legend>{t("Petición")}</legend>
      <div className={css.whole}>
        <TopicSelect
          typology={typology}
          value={topicValue(form)}
          label={t("Tipología")}
          size="sm"
          required
          meaning={t("Escriba una parte: «pago», «renovación», «trato»…")}
          error={errors.theme}
          onChange={(next) => edit(parseTopicValue(next))}
        />
      </div>
      <Textarea
        className={css.whole}
        label={t("Qué se pide")}
        description={t("Un resumen fiel de lo que se pide. El escrito va como anexo: nada se lee de él.")}
        required
        data-field="text"
        autosize
        minRows={4}
        maxRows={14}
        maxLength={4000}
        value={form.text}
        error={errors.text}
        onChange={(event) => edit({ text: event.currentTarget.value })}
      />
      <DueDate topic={isComplete ? topicValue(form) : ""} form={form} />
    </fieldset>
  );
}

/** The last day to answer, before the petition is filed; it follows the topic, the channel and the receipt. */
function DueDate({ topic, form }: { topic: string; form: FieldsProps["form"] }) {
  const { data, error } = useFilingPreview(topic, form.channel, receivedAt(form));
  if (form.authority)
    return (
      <p className={`quiet small ${css.whole}`}>
        {t("El término es el que fija la autoridad, con su fecha y su hora.")}
      </p>
    );
  if (!topic || !form.channel)
    return (
      <p className={`quiet small ${css.whole}`}>
        {t("El último día para responder sale con la tipología y el recibo.")}
      </p>
    );
  return (
    <div className={css.due} role="status" data-late={data && data.days_late > 0 ? true : undefined}>
      {error ? (
        <p className={css.error}>{error.message}</p>
      ) : data ? (
        <>
          <strong>{t("Último día para responder: {due_words}", { due_words: data.due_words })}</strong>
          <p className="small">
            {data.legal_kind_name}
            {data.days === null ? "" : ` · ${countPhrase(data.days, "día hábil", "días hábiles")}`} · {data.basis}
          </p>
          {data.out_of_hours && (
            <p className="small">
              {t("Llegó fuera de horario: se entiende recibida el {filed_on}.", {
                filed_on: weekdayAndDateOfDay(data.filed_on),
              })}
            </p>
          )}
          {data.days_late > 0 && <p className="small">{t("Ese día ya pasó: responda lo antes posible.")}</p>}
        </>
      ) : (
        <p className="quiet">{t("Se cuenta el término…")}</p>
      )}
    </div>
  );
}
