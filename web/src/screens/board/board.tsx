/** The board: the service level, who waits, who attends, and every call in progress; live, from across a room. */
import { Fragment, memo, useMemo } from "react";
import type { Advisor, Call, Queue, Tally } from "../../api/contracts";
import { useAll, useKnown } from "../../desk/hooks";
import { serverClock } from "../../clock";
import { count, counted, moment } from "../../formats";
import { Empty, Loading } from "../../parts/conditions";
import { Elapsed } from "../../parts/elapsed";
import { STAGES } from "../../words";
import { Advisors } from "./advisors";
import css from "./board.module.css";
import { Levels } from "./levels";
import { byStage, freeByQueue, since, STAGE_ORDER } from "./order";

export default function BoardScreen() {
  const known = useKnown();
  if (!known) return <Loading what="Trayendo el tablero…" />;
  return (
    <div className={css.board}>
      <h1 className="unseen">Tablero</h1>
      <Levels />
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
          <thead><tr><th scope="col">Cola</th><th scope="col" className="number">En espera</th><th scope="col" className="number">La más larga</th><th scope="col" className="number">Libres</th></tr></thead>
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

function Calls() {
  const calls = useAll("call");
  const advisors = useAll("advisor");
  const groups = useMemo(() => byStage(Object.values(calls)), [calls]);
  const total = Object.keys(calls).length;
  return (
    <section className={`panel ${css.calls}`} aria-labelledby="llamadas">
      <h2 id="llamadas">Llamadas en curso <span className="num quiet">{count(total)}</span></h2>
      {total === 0 ? <Empty title="No hay llamadas en curso">Aparecen aquí desde que entran a una línea.</Empty> : (
        <ul className={css.list} tabIndex={0} aria-labelledby="llamadas">
          {STAGE_ORDER.map((stage) => (
            <Fragment key={stage}>{groups[stage].map((call) => <CallRow key={call.id} call={call} advisor={whose(call, advisors)} />)}</Fragment>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who talks, or whose phones ring. */
function whose({ advisor, ringing }: Call, advisors: Record<string, Advisor>): string {
  const name = (id: string) => advisors[id]?.name ?? id;
  if (advisor) return name(advisor);
  return ringing.length > 1 ? `${name(ringing[0]!)} y ${ringing.length - 1} más` : ringing.map(name).join("");
}

const CallRow = memo(({ call, advisor }: { call: Call; advisor: string }) => (
  <li className={css.call} data-state={call.stage}>
    <span className={css.pill}>{call.consulted ? "En consulta" : call.held ? "Retenida" : STAGES[call.stage]}</span>
    <span className={css.what}><strong>{call.queue_name ?? call.line_name}</strong> <span className="quiet">{[note(call, serverClock.now()), advisor || (call.queue_name ? call.line_name : "")].filter(Boolean).join(" · ")}</span></span>
    <Elapsed since={since(call)} lateAfterS={call.stage === "waiting" ? 20 : undefined} className={css.longest} />
  </li>
));

/** What is special about a call, if anything is. */
export function note(call: Call, now: number): string {
  if (call.kind !== "call_back") return call.transferred_by ? "transferida" : call.received_from ? "de otra campaña" : "";
  return call.again_at ? `se vuelve a marcar ${moment(call.again_at, now)}` : "devolución";
}
