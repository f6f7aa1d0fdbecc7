/** Hoy: who is away and who stands in, the advisors without a seat, and the seats without an advisor. */
import { useAbsences, useRoster, useSeats } from "../../../api/roster";
import { serverClock } from "../../../clock";
import { Link } from "../../../components/link";
import { localDay } from "../../oversight/model/indicator-view";
import { awayPhrase, freeSeats, lackPhrase } from "../model/roster-today";
import css from "./roster.module.css";

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
      <h2 id="hoy">Hoy</h2>
      <dl className={css.today}>
        <div>
          <dt>Ausentes</dt>
          <dd>
            {away.length === 0 ? "Nadie" : away.join("; ")}
            {absences.total > away.length && ` y ${absences.total - away.length} más`}
            {away.length > 0 && (
              <>
                . <Link to="/ausencias">Ver las ausencias</Link>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Asesores</dt>
          <dd>
            {lackPhrase(seatless, "sin puesto")}, {lackPhrase(queueless, "sin colas")}
          </dd>
        </div>
        <div>
          <dt>Puestos sin asesor</dt>
          <dd>{free.length === 0 ? "Ninguno" : free.join(", ")}</dd>
        </div>
      </dl>
    </section>
  );
}
