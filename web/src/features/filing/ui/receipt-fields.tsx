/** How and when the petition arrived: the exact moment, which the receipt states. */
import { TimeField } from "../../../components/date-field/time-field";
import { DateField } from "../../../components/date-field/date-field";
import { Button, NativeSelect } from "@mantine/core";
import { serverClock } from "../../../clock";
import { useLabels } from "../../../labels";
import { FILING_CHANNELS, type FilingChannel } from "../model/filing-form";
import type { FieldsProps } from "./fields-props";
import css from "./filing.module.css";
import { t } from "../../../i18n/translate";

const colombia = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/Bogota",
  dateStyle: "short",
  timeStyle: "short",
});

/** Return the local date and time of a moment, as the inputs hold them. */
export function localMoment(now: number): { date: string; time: string } {
  const [date = "", time = ""] = colombia.format(now).split(" ");
  return { date, time };
}

export function ReceiptFields({ form, edit, errors }: FieldsProps) {
  const { channels } = useLabels();
  return (
    <fieldset className={css.part}>
      <legend>{t("Recibo")}</legend>
      <NativeSelect
        label={t("Por dónde llegó")}
        required
        data-field="channel"
        data={[
          { value: "", label: t("Elija…") },
          ...FILING_CHANNELS.map((value) => ({ value, label: channels[value] })),
        ]}
        value={form.channel}
        error={errors.channel}
        onChange={(event) => edit({ channel: event.currentTarget.value as FilingChannel | "" })}
      />
      <div className={css.moment}>
        <DateField
          label={t("Día del recibo")}
          required
          data-field="date"
          max={localMoment(serverClock.now()).date}
          value={form.date}
          error={errors.date}
          onChange={(day) => edit({ date: day })}
        />
        <TimeField
          label={t("Hora")}
          required
          data-field="time"
          value={form.time}
          error={errors.time}
          onChange={(time) => edit({ time })}
        />
        <Button variant="default" onClick={() => edit(localMoment(serverClock.now()))}>
          {t("Ahora")}
        </Button>
      </div>
    </fieldset>
  );
}
