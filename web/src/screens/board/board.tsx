/** The board: the service level, who waits, who attends, and every call in progress; live, from across a room. */
import { memo, useMemo } from "react";
import type { Advisor, AdvisorState, Call, Queue } from "../../api/contracts";
import { useAll, useKnown } from "../../desk/hooks";
import { count, counted } from "../../formats";
import { Empty, Loading } from "../../parts/conditions";
import { Elapsed } from "../../parts/elapsed";
import { STAGES, STATES } from "../../words";
import css from "./board.module.css";
import { Levels } from "./levels";

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
  const free = useMemo(() => freeByQueue(Object.values(advisors)), [advisors]);
  return (
    <section className={`panel ${css.queues}`} aria-labelledby="colas">
      <h2 id="colas">Colas</h2>
      {queues.length === 0 ? <Empty title="No hay colas en esta campaña" /> : (
        <table className="list">
          <thead><tr><th scope="col">Cola</th><th scope="col" className="number">En espera</th><th scope="col" className="number">La más larga</th><th scope="col" className="number">Libres</th></tr></thead>
          <tbody>{queues.map((queue) => <QueueRow key={queue.id} queue={queue} free={free[queue.id] ?? 0} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function freeByQueue(advisors: Advisor[]): Record<string, number> {
  const free: Record<string, number> = {};
  for (const { state, queues } of advisors) if (state === "available") for (const queue of queues) free[queue] = (free[queue] ?? 0) + 1;
  return free;
}

const QueueRow = memo(({ queue, free }: { queue: Queue; free: number }) => (
  <tr data-waiting={queue.waiting ? "" : undefined}>
    <th scope="row">{queue.name}</th>
    <td className={`number num ${css.waiting}`}>{queue.waiting}</td>
    <td className="number">{queue.longest_since ? <Elapsed since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} /> : <span className="quiet">–</span>}</td>
    <td className="number num" data-none={(free === 0 && queue.waiting > 0) || undefined}>{free}</td>
  </tr>
));

const ORDER: Call["stage"][] = ["waiting", "ringing", "menu", "talking", "wrap_up"];
const since = (call: Call): string =>
  ({ menu: call.arrived_at, waiting: call.queued_at, ringing: call.offered_at, talking: call.answered_at, wrap_up: call.ended_at })[call.stage] ?? call.arrived_at;

function Calls() {
  const calls = useAll("call");
  const advisors = useAll("advisor");
  const sorted = useMemo(
    () => Object.values(calls).sort((one, other) => ORDER.indexOf(one.stage) - ORDER.indexOf(other.stage) || since(one).localeCompare(since(other))),
    [calls],
  );
  return (
    <section className={`panel ${css.calls}`} aria-labelledby="llamadas">
      <h2 id="llamadas">Llamadas en curso <span className="num quiet">{count(sorted.length)}</span></h2>
      {sorted.length === 0 ? <Empty title="No hay llamadas en curso">Aparecen aquí desde que entran a una línea.</Empty> : (
        <ul className={css.list} tabIndex={0} aria-labelledby="llamadas">
          {sorted.map((call) => <CallRow key={call.id} call={call} advisor={call.advisor ? (advisors[call.advisor]?.name ?? call.advisor) : ""} />)}
        </ul>
      )}
    </section>
  );
}

const CallRow = memo(({ call, advisor }: { call: Call; advisor: string }) => (
  <li className={css.call} data-state={call.stage}>
    <span className={css.pill}>{call.held ? "Retenida" : STAGES[call.stage]}</span>
    <span className={css.what}><strong>{call.queue_name ?? call.line_name}</strong> <span className="quiet">{advisor || (call.queue_name ? call.line_name : "")}</span></span>
    <Elapsed since={since(call)} lateAfterS={call.stage === "waiting" ? 20 : undefined} className={css.longest} />
  </li>
));

const GROUPS: AdvisorState[] = ["available", "offered", "talking", "wrap_up", "paused", "offline"];

function Advisors() {
  const all = useAll("advisor");
  const groups = useMemo(() => grouped(Object.values(all)), [all]);
  const total = Object.keys(all).length;
  return (
    <section className={`panel ${css.advisors}`} aria-labelledby="asesores">
      <header>
        <h2 id="asesores">Asesores</h2>
        <p className="quiet">{counted(total - groups.offline.length, "conectado", "conectados")} de {count(total)}</p>
      </header>
      {total === 0 ? <Empty title="No hay asesores en esta campaña" /> : (
        <>
          <Shares groups={groups} />
          <div className={css.groups} tabIndex={0} role="region" aria-labelledby="asesores">
            {GROUPS.filter((state) => groups[state].length).map((state) => <Group key={state} state={state} advisors={groups[state]} />)}
          </div>
        </>
      )}
    </section>
  );
}

/** How many in each state, and as parts of a whole. */
function Shares({ groups }: { groups: Record<AdvisorState, Advisor[]> }) {
  return (
    <>
      <dl className={css.states}>
        {GROUPS.map((state) => (
          <div key={state} data-state={state} data-none={groups[state].length === 0 || undefined}><dt>{STATES[state]}</dt><dd>{groups[state].length}</dd></div>
        ))}
      </dl>
      <div className={css.share} aria-hidden="true">
        {GROUPS.filter((state) => groups[state].length).map((state) => <i key={state} data-state={state} style={{ flexGrow: groups[state].length }} />)}
      </div>
    </>
  );
}

function grouped(advisors: Advisor[]): Record<AdvisorState, Advisor[]> {
  const groups: Record<AdvisorState, Advisor[]> = { available: [], offered: [], talking: [], wrap_up: [], paused: [], offline: [] };
  for (const advisor of advisors.sort((one, other) => one.since.localeCompare(other.since))) groups[advisor.state].push(advisor);
  return groups;
}

function Group({ state, advisors }: { state: AdvisorState; advisors: Advisor[] }) {
  return (
    <section data-state={state} className={css.group} aria-label={`${STATES[state]}: ${advisors.length}`}>
      <h3><span className={css.dot} aria-hidden="true" />{STATES[state]} <span className="num">{advisors.length}</span></h3>
      <ul>{advisors.map((advisor) => <Tile key={advisor.id} advisor={advisor} />)}</ul>
    </section>
  );
}

const Tile = memo(({ advisor }: { advisor: Advisor }) => (
  <li className={css.tile}>
    <span className={css.who}>{advisor.name}</span>
    <Elapsed since={advisor.since} />
    {advisor.reason_name && <span className={css.reason}>{advisor.reason_name}</span>}
  </li>
));
