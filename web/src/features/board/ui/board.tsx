/**
 * The board: the service level, the queues, the advisors and all calls in progress, live, legible from across a room.
 */
import { memo, useMemo } from "react";
import type { Queue, QueueTally } from "../../../api/types";
import { useEntities, useHasSnapshot } from "../../../realtime/desk-hooks";
import { formatInteger, countPhrase } from "../../../formats";
import { Empty, Loading } from "../../../components/load-states";
import { ElapsedTime } from "../../../components/elapsed-time";
import { Advisors } from "./advisors";
import css from "./board.module.css";
import { ContingencyBanners, ContingencyButton } from "./contingency";
import { LiveCalls } from "./live-calls";
import { ServiceLevels } from "./service-levels";
import { countFreeByQueue } from "../model/sort-order";
import { OpenIncidents } from "./open-incidents";

export default function BoardScreen() {
  const hasSnapshot = useHasSnapshot();
  if (!hasSnapshot) return <Loading label="Trayendo el tablero…" />;
  return (
    <div className={css.board}>
      <h1 className="unseen">Tablero</h1>
      <div className={css.top}>
        <OpenIncidents />
        <ContingencyBanners />
        <ServiceLevels />
      </div>
      <div className={css.left}>
        <QueueTable />
        <LiveCalls />
      </div>
      <Advisors />
    </div>
  );
}

function QueueTable() {
  const queues = Object.values(useEntities("queue"));
  const advisors = useEntities("advisor");
  const tallies = useEntities("tally");
  const free = useMemo(() => countFreeByQueue(Object.values(advisors)), [advisors]);
  return (
    <section className={`panel ${css.queues}`} aria-labelledby="colas">
      <header>
        <h2 id="colas">Colas</h2>
        <ContingencyButton />
      </header>
      {queues.length === 0 ? (
        <Empty title="No hay colas en esta campaña" />
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">Cola</th>
              <th scope="col" className="number">
                En espera
              </th>
              <th scope="col" className="number">
                Mayor espera
              </th>
              <th scope="col" className="number">
                Libres
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <QueueRow key={queue.id} queue={queue} free={free[queue.id] ?? 0} day={tallies[queue.id]} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const QueueRow = memo(({ queue, free, day }: { queue: Queue; free: number; day: QueueTally | undefined }) => (
  <tr data-waiting={queue.waiting ? "" : undefined}>
    <th scope="row">
      {queue.name}
      {dayLabel(queue, day) && <span className={css.day}>{dayLabel(queue, day)}</span>}
    </th>
    <td className={`number num ${css.waiting}`}>{queue.waiting}</td>
    <td className="number">
      {queue.longest_since ? (
        <ElapsedTime since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} />
      ) : (
        <span className="quiet">–</span>
      )}
    </td>
    <td className="number num" data-none={(free === 0 && queue.waiting > 0) || undefined}>
      {free}
    </td>
  </tr>
));

/** Return the totals of a queue's day in a few words, without the zero ones. */
export function dayLabel({ call_backs }: Queue, day: QueueTally | undefined): string {
  return [
    day?.overflowed && countPhrase(day.overflowed, "desbordada", "desbordadas"),
    call_backs && `${formatInteger(call_backs)} por devolver`,
    day?.call_backs_talked && countPhrase(day.call_backs_talked, "devuelta", "devueltas"),
  ]
    .filter(Boolean)
    .join(" · ");
}
