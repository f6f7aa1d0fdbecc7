/** Between calls: how one stands, who waits, and what the day has been. */
import { useEffect, useRef } from "react";
import type { Advisor, OwnCall, Typology } from "../../api/contracts";
import { useOwnCalls, useTypology } from "../../api/queries";
import { useQueue } from "../../desk/hooks";
import { clock, counted, duration } from "../../formats";
import { KEYS } from "../../keys";
import { Empty, Failure, Loading } from "../../parts/conditions";
import { Elapsed } from "../../parts/elapsed";
import css from "./desk.module.css";

interface Standing {
  title: string;
  hint: string;
}
const STANDING: Partial<Record<Advisor["state"], Standing>> = {
  available: { title: "Listo para atender", hint: "La próxima llamada aparece aquí antes de que conteste su teléfono." },
  paused: { title: "En pausa", hint: `Para recibir llamadas, elija Disponible (${KEYS.available.label}).` },
  offline: { title: "Fuera de turno", hint: `Para empezar, elija Disponible (${KEYS.available.label}).` },
};
const BUSY: Standing = { title: "Cerrando la llamada", hint: "En un momento queda listo." };

export function Idle({ advisor }: { advisor: Advisor | undefined }) {
  const { title, hint } = (advisor && STANDING[advisor.state]) ?? BUSY;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <div className={css.idle}>
      <section className={css.standing} data-state={advisor?.state} aria-labelledby="situacion">
        <h1 id="situacion" ref={heading} tabIndex={-1}>{title}</h1>
        <Elapsed since={advisor?.since} className={css.idleClock} label="Tiempo en este estado" />
        <p>{advisor?.reason_name ? `${advisor.reason_name}. ` : ""}{hint}</p>
      </section>
      <section className={css.queues} aria-labelledby="colas">
        <h2 id="colas">Sus colas</h2>
        <ul>{advisor?.queues.map((id) => <QueueRow key={id} id={id} />)}</ul>
      </section>
      <OwnCalls />
    </div>
  );
}

function QueueRow({ id }: { id: string }) {
  const queue = useQueue(id);
  if (!queue) return null;
  return (
    <li className={css.queue} data-waiting={queue.waiting ? "" : undefined}>
      <span>{queue.name}</span>
      {queue.waiting > 0 && queue.longest_since
        ? <span className="small">la más larga <Elapsed since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} /></span>
        : <span className="small quiet">nadie espera</span>}
      <strong className="num">{queue.waiting}</strong>
    </li>
  );
}

function OwnCalls() {
  const { data, error, refetch } = useOwnCalls();
  const typology = useTypology().data;
  return (
    <section className={`panel ${css.own}`} aria-labelledby="hoy">
      <header>
        <h2 id="hoy">Sus llamadas de hoy</h2>
        {data && data.calls.length > 0 && <p className="quiet">{sum(data.calls)}</p>}
      </header>
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer sus llamadas." />
        : !data ? <Loading what="Leyendo sus llamadas…" />
        : data.calls.length === 0 ? <Empty title="Todavía no ha atendido llamadas hoy">Aquí quedan las que atienda, con su tipificación y sus tickets.</Empty>
        : <OwnTable calls={data.calls} typology={typology} />}
    </section>
  );
}

const lasted = (call: OwnCall): number => (call.ended_at ? Date.parse(call.ended_at) - Date.parse(call.answered_at) : 0);

function sum(calls: OwnCall[]): string {
  const done = calls.filter((call) => call.ended_at);
  const mean = done.length ? done.reduce((total, call) => total + lasted(call), 0) / done.length : 0;
  return `${counted(calls.length, "contestada", "contestadas")} · ${duration(mean)} en promedio`;
}

function OwnTable({ calls, typology }: { calls: OwnCall[]; typology: Typology | undefined }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="hoy">
      <table className="list">
        <thead>
          <tr><th scope="col">Hora</th><th scope="col">Línea y opción</th><th scope="col" className="number">Duró</th><th scope="col">Tipificación</th><th scope="col">Ticket</th></tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.id}>
              <td className="num">{clock(call.answered_at)}</td>
              <td>{call.line_name}<br /><span className="quiet small">{call.choice.at(-1) ?? call.queue_name}</span></td>
              <td className="number num">{call.ended_at ? duration(lasted(call)) : "en curso"}</td>
              <td>{typified(call, typology)}</td>
              <td className="num">{call.tickets.length ? call.tickets.map((number) => <div key={number}>{number}</div>) : <span className="quiet">–</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function typified(call: OwnCall, typology: Typology | undefined) {
  if (!call.kind) return <span className={css.missing}>Sin tipificar</span>;
  const kind = typology?.kinds.find((each) => each.id === call.kind);
  return <>{kind?.name ?? call.kind}<br /><span className="quiet small">{kind?.themes.find((each) => each.id === call.theme)?.name ?? call.theme}</span></>;
}
