/** What the law puts first: the term of an authority, a priority, and a petition through the Centro de Relevo. */
import { TimeField } from "../../../components/date-field/time-field";
import { DateField } from "../../../components/date-field/date-field";
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { optionsOf, useLabels } from "../../../labels";
import type { Authority, PriorityReason } from "../model/filing-form";
import { DESCRIPTION_BELOW } from "../../../components/description-below";
import type { FieldsProps } from "./fields-props";
import css from "./filing.module.css";
import { t } from "../../../i18n/translate";

export function UrgencyFields({ form, edit, errors }: FieldsProps) {
  const { authorities, priority_reasons } = useLabels();
  return (
    <fieldset className={css.part}>
      <legend>{t("Orden y término")}</legend>
      <NativeSelect
        label={t("Término de una autoridad")}
        data={[{ value: "", label: t("Ninguno: el de la ley") }, ...optionsOf(authorities)]}
        value={form.authority}
        onChange={(event) => edit({ authority: event.currentTarget.value as Authority | "" })}
      />
      <NativeSelect
        label={t("Prioridad (artículo 20)")}
        description={t("Cambia el orden y los avisos, no el término.")}
        inputWrapperOrder={DESCRIPTION_BELOW}
        data={[{ value: "", label: t("Ninguna") }, ...optionsOf(priority_reasons)]}
        value={form.priority}
        onChange={(event) => edit({ priority: event.currentTarget.value as PriorityReason | "" })}
      />
      {form.authority && (
        <>
          <div className={css.moment}>
            <DateField
              label={t("Vence el")}
              required
              data-field="dueDate"
              value={form.dueDate}
              error={errors.dueDate}
              onChange={(day) => edit({ dueDate: day })}
            />
            <TimeField
              label={t("A las")}
              required
              data-field="dueTime"
              value={form.dueTime}
              error={errors.dueTime}
              onChange={(dueTime) => edit({ dueTime })}
            />
          </div>
          <TextInput
            label={t("Despacho, expediente u oficio")}
            required
            data-field="reference"
            value={form.reference}
            error={errors.reference}
            maxLength={500}
            autoComplete="off"
            onChange={(event) => edit({ reference: event.currentTarget.value })}
          />
        </>
      )}
      {form.priority && (
        <Textarea
          className={css.whole}
          label={t("Evidencia de la prioridad")}
          required
          data-field="evidence"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={form.evidence}
          error={errors.evidence}
          onChange={(event) => edit({ evidence: event.currentTarget.value })}
        />
      )}
      <Checkbox
        className={css.whole}
        label={t("Presentada por el Centro de Relevo")}
        description={t("El intérprete habla por la persona sorda o sordociega: no es su representante.")}
        checked={form.relayCall}
        onChange={(event) => edit({ relayCall: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
