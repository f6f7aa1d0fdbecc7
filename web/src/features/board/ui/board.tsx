/** The board: the service level, who waits, who attends, and every call in progress; live, from across a room. */
import { memo, useMemo } from "react";
import type { Queue, Tally } from "../../../api/types";
import { useAll, useKnown } from "../../../realtime/desk-hooks";
import { count, counted } from "../../../formats";
import { Empty, Loading } from "../../../components/load-states";
import { Elapsed } from "../../../components/elapsed-time";
import { Advisors } from "./advisors";
import css from "./board.module.css";
import { Calls } from "./live-calls";
import { Levels } from "./service-levels";
import { freeByQueue } from "../model/sort-order";
import { Trouble } from "./open-incidents";

export default function BoardScreen() {
  const known = useKnown();
  if (!known) return <Loading what="Trayendo el tablero…" />;
  return (
    <div className={css.board}>
      <h1 className="unseen">Tablero</h1>
      <div className={css.top}>
        <Trouble />
        <Levels />
      </div>
      <div className={css.left}>
        <Queues />
        <Calls />
      </div>
      <Advisors />
    </div>
  );
}

function Queues() {
  const queues = Object.values(useAll("queue"));
  const advisors = useAll("advisor");
  const tallies = useAll("tally");
  const free = useMemo(() => freeByQueue(Object.values(advisors)), [advisors]);
  return (
    <section className={`panel ${css.queues}`} aria-labelledby="colas">
      <h2 id="colas">Colas</h2>
      {queues.length === 0 ? <Empty title="No hay colas en esta campaña" /> : (
        <table className="list">
          <thead><tr><th scope="col">Cola</th><th scope="col" className="number">En espera</th><th scope="col" className="number">Mayor espera</th><th scope="col" className="number">Libres</th></tr></thead>
          <tbody>{queues.map((queue) => <QueueRow key={queue.id} queue={queue} free={free[queue.id] ?? 0} day={tallies[queue.id]} />)}</tbody>
        </table>
      )}
    </section>
  );
}

const QueueRow = memo(({ queue, free, day }: { queue: Queue; free: number; day: Tally | undefined }) => (
  <tr data-waiting={queue.waiting ? "" : undefined}>
    <th scope="row">{queue.name}{dayWords(queue, day) && <span className={css.day}>{dayWords(queue, day)}</span>}</th>
    <td className={`number num ${css.waiting}`}>{queue.waiting}</td>
    <td className="number">{queue.longest_since ? <Elapsed since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} /> : <span className="quiet">–</span>}</td>
    <td className="number num" data-none={(free === 0 && queue.waiting > 0) || undefined}>{free}</td>
  </tr>
));

/** The day of a queue in a few words; of what there was none, none is said. */
export function dayWords({ call_backs }: Queue, day: Tally | undefined): string {
  return [
    day?.overflowed && counted(day.overflowed, "desbordada", "desbordadas"),
    call_backs && `${count(call_backs)} por devolver`,
    day?.call_backs_talked && counted(day.call_backs_talked, "devuelta", "devueltas"),
  ].filter(Boolean).join(" · ");
}
