/** Hoy: who is away and who stands in, the advisors without a seat, and the seats without an advisor. */
import { useAbsences, useRoster, useSeats } from "../../../api/roster";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { localDay } from "../../oversight/model/indicator-view";
import { awayPhrase, freeSeats, lackPhrase } from "../model/roster-today";
import css from "./roster.module.css";
import { t } from "../../../i18n/translate";

const MOST_NAMED = 6;

export function RosterToday() {
  const today = localDay(serverClock.now());
  const absences = useAbsences({ first_day: today, last_day: today }, 200).data;
  const seats = useSeats().data?.seats;
  const seatless = useRoster({ lacks: "seat" }).data?.total;
  const queueless = useRoster({ lacks: "queues" }).data?.total;
  if (!absences || !seats || seatless === undefined || queueless === undefined) return null;
  const away = absences.absences.slice(0, MOST_NAMED).map(awayPhrase);
  const free = freeSeats(seats);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="hoy">
      <h2 id="hoy">{t("Hoy")}</h2>
      <dl className={css.today}>
        <div>
          <dt>{t("Ausentes")}</dt>
          <dd>
            {away.length === 0 ? t("Nadie") : away.join("; ")}
            {absences.total > away.length && t(" y {total} más", { total: absences.total - away.length })}
            {away.length > 0 && (
              <>
                . <Link to="/ausencias">{t("Ver las ausencias")}</Link>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("Asesores")}</dt>
          <dd>
            {lackPhrase(seatless, t("sin puesto"))}, {lackPhrase(queueless, t("sin colas"))}
          </dd>
        </div>
        <div>
          <dt>{t("Puestos sin asesor")}</dt>
          <dd>{free.length === 0 ? t("Ninguno") : free.join(", ")}</dd>
        </div>
      </dl>
    </section>
  );
}
