/** To whom a report is sent, in which files, and when. */
import { Checkbox, NativeSelect } from "@mantine/core";
import type { OwnReportCatalogue } from "../../../api/own-reports";
import type { ReportDraft } from "../model/report-draft";
import { FORMAT_NAMES, FREQUENCIES, HOURS, MONTH_DAYS, WEEKDAYS } from "../model/report-labels";
import css from "./reports.module.css";
import { t } from "../../../i18n/translate";

interface FieldsProps {
  draft: ReportDraft;
  change: (part: Partial<ReportDraft>) => void;
}

export function DeliveryFields({ draft, change, catalogue }: FieldsProps & { catalogue: OwnReportCatalogue }) {
  const known = catalogue.readers.map(({ user }) => user);
  const gone = draft.recipients.filter((user) => !known.includes(user));
  return (
    <section className={`panel ${css.part}`} aria-labelledby="a-quien">
      <h2 id="a-quien">{t("A quién se envía")}</h2>
      <Checkbox.Group
        label={t("Destinatarios")}
        description={t("Los usuarios que pueden ver estas cifras. Cada envío lo comprueba otra vez.")}
        value={draft.recipients}
        onChange={(recipients) => change({ recipients })}
      >
        <div className={css.people}>
          {catalogue.readers.map(({ user, name, has_mail }) => (
            <Checkbox
              key={user}
              value={user}
              label={name}
              description={has_mail ? user : t("{user} · sin correo: recibe un aviso", { user })}
            />
          ))}
          {gone.map((user) => (
            <Checkbox key={user} value={user} label={user} description={t("Ya no puede ver estas cifras")} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox.Group
        label={t("Archivos")}
        error={draft.formats.length === 0 && t("Escoja al menos uno.")}
        value={draft.formats}
        onChange={(formats) => change({ formats: formats as ReportDraft["formats"] })}
      >
        <div className={css.choices}>
          {FORMAT_NAMES.map(([value, label]) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </div>
      </Checkbox.Group>
    </section>
  );
}

export function ScheduleFields({ draft, change }: FieldsProps) {
  const isFixed = draft.period === "fixed";
  return (
    <section className={`panel ${css.part}`} aria-labelledby="cuando">
      <h2 id="cuando">{t("Cuándo se hace")}</h2>
      {isFixed ? (
        <p className="quiet">{t("Un período de fechas fijas no se programa: saldría siempre el mismo informe.")}</p>
      ) : (
        <div className={css.pair}>
          <NativeSelect
            label={t("Frecuencia")}
            value={draft.every}
            onChange={(event) => change({ every: event.currentTarget.value as ReportDraft["every"] })}
            data={[...FREQUENCIES]}
          />
          {draft.every === "week" && (
            <NativeSelect
              label={t("Día de la semana")}
              value={draft.weekday}
              onChange={(event) => change({ weekday: event.currentTarget.value as ReportDraft["weekday"] })}
              data={[...WEEKDAYS]}
            />
          )}
          {draft.every === "month" && (
            <NativeSelect
              label={t("Día del mes")}
              description={t("En un mes sin ese día, el último.")}
              value={String(draft.day)}
              onChange={(event) => change({ day: Number(event.currentTarget.value) })}
              data={MONTH_DAYS}
            />
          )}
          {draft.every !== "" && (
            <NativeSelect
              label={t("Hora de Colombia")}
              value={String(draft.hour)}
              onChange={(event) => change({ hour: Number(event.currentTarget.value) })}
              data={HOURS}
            />
          )}
        </div>
      )}
    </section>
  );
}
