/** The rules for petitions that arrive out of hours: which channels each covers, and since when. */
import { Button, Checkbox } from "@mantine/core";
import { DateField } from "../../../../components/date-field/date-field";
import { TimeField } from "../../../../components/date-field/time-field";
import { Complaints, fieldAt, type FieldContext } from "../common/fields";
import fields from "../common/fields.module.css";
import { withFields } from "../common/values";
import { CHANNELS, cutsOf, type ReceiptCut, USUAL_CHANNELS } from "./terms-rules";
import css from "./terms.module.css";
import { t } from "../../../../i18n/translate";

const PATH = ["terms", "receipt_cuts"];

export function ReceiptCuts({ context }: { context: FieldContext }) {
  const { document, complaints, readOnly, onChange } = context;
  const cuts = cutsOf(document);
  const set = (after: readonly unknown[]) => onChange(PATH, after.length > 0 ? after : undefined);
  const change = (index: number, changes: Partial<Record<keyof ReceiptCut, unknown>>) =>
    set(cuts.map((each, at) => (at === index ? withFields({ ...each }, changes) : each)));
  return (
    <fieldset className={fields.group}>
      <legend>{t("Lo que llega fuera del horario")}</legend>
      <p className="quiet">
        {cuts.length === 0
          ? t("Cada petición cuenta desde el día en que llega, a cualquier hora.")
          : t("Cuenta desde el siguiente día hábil. Rige la última regla que ya empezó.")}
      </p>
      <Complaints complaints={complaints} path={PATH} />
      {cuts.map(({ since, closes_at, channels = USUAL_CHANNELS }, index) => (
        <div key={index} className={css.cut}>
          <Complaints complaints={complaints} path={[...PATH, String(index)]} />
          <div className={css.row}>
            <DateField
              label={t("Desde el día")}
              value={since}
              disabled={readOnly}
              {...fieldAt(complaints, [...PATH, String(index), "since"])}
              onChange={(next) => next && change(index, { since: next })}
            />
            <TimeField
              label={t("El día termina a las")}
              value={(closes_at ?? "").padStart(closes_at === undefined ? 0 : 5, "0")}
              disabled={readOnly}
              {...fieldAt(complaints, [...PATH, String(index), "closes_at"])}
              onChange={(next) => change(index, { closes_at: next || undefined })}
            />
            {!readOnly && (
              <Button
                size="xs"
                variant="default"
                aria-label={t("Quitar la regla {number}", { number: index + 1 })}
                onClick={() => set(cuts.filter((_, at) => at !== index))}
              >
                {t("Quitar")}
              </Button>
            )}
          </div>
          <div className={fields.acts}>
            {CHANNELS.map(([channel, label]) => (
              <Checkbox
                key={channel}
                label={label}
                checked={channels.includes(channel)}
                disabled={readOnly}
                onChange={(event) => {
                  const all = CHANNELS.map(([each]): string => each);
                  const chosen = all.filter((each) =>
                    each === channel ? event.currentTarget.checked : channels.includes(each),
                  );
                  change(index, { channels: chosen.join() === USUAL_CHANNELS.join() ? undefined : chosen });
                }}
              />
            ))}
          </div>
        </div>
      ))}
      {!readOnly && (
        <p className={fields.acts}>
          <Button size="xs" variant="default" onClick={() => set([...cuts, { since: "", closes_at: "17:00" }])}>
            {t("Agregar una regla")}
          </Button>
        </p>
      )}
    </fieldset>
  );
}
