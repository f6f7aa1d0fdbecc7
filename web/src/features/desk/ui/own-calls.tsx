/** The calls that one attended today, and those of earlier days that were not typified: each can be completed here. */
import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import type { Advisor, OwnCall, Typology } from "../../../api/types";
import { useOwnCalls, useTypology } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { untypified } from "../model/own-calls";
import { clock, counted, duration, shortDate } from "../../../formats";
import { KEYS, useKeys } from "../../../keyboard-shortcuts";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { Completion } from "./late-disposition";
import css from "./desk.module.css";

export function OwnCalls({ advisor }: { advisor: Advisor | undefined }) {
  const { data, error, refetch } = useOwnCalls();
  const typology = useTypology().data;
  const [opened, setOpened] = useState<OwnCall | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const due = data ? untypified(data, advisor?.call ?? null) : [];
  useKeys({ ticket: () => opened ?? setOpened(due[0] ?? null) });
  if (opened && advisor) return <Completion call={opened} advisor={advisor} close={() => { setOpened(null); setTimeout(() => heading.current?.focus()); }} />;
  return (
    <section className={`panel ${css.own}`} aria-labelledby="hoy">
      <header>
        <h2 id="hoy" ref={heading} tabIndex={-1}>Sus llamadas de hoy</h2>
        {data && data.calls.length > 0 && <p className="quiet">{sum(data.calls)}</p>}
      </header>
      {due.length > 0 && <Due count={due.length} open={() => setOpened(due[0] ?? null)} />}
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer sus llamadas." />
        : !data ? <Loading what="Leyendo sus llamadas…" />
        : data.calls.length + data.earlier.length === 0 ? <Empty title="Todavía no ha atendido llamadas hoy">Aquí quedan las que atienda, con su tipificación y sus tickets.</Empty>
        : <OwnTable calls={[...data.calls, ...data.earlier]} due={due} typology={typology} open={setOpened} />}
    </section>
  );
}

function Due({ count, open }: { count: number; open: () => void }) {
  return (
    <div className={css.due} role="status">
      <p><strong>{counted(count, "llamada terminó", "llamadas terminaron")} sin tipificar.</strong> {count === 1 ? "Queda" : "Quedan"} aquí hasta que usted diga de qué se {count === 1 ? "trató" : "trataron"}.</p>
      <Button size="compact-md" onClick={open}>Tipificar <kbd>{KEYS.ticket.label}</kbd></Button>
    </div>
  );
}

const lasted = (call: OwnCall): number => (call.ended_at ? Date.parse(call.ended_at) - Date.parse(call.answered_at) : 0);

function sum(calls: OwnCall[]): string {
  const done = calls.filter((call) => call.ended_at);
  const mean = done.length ? done.reduce((total, call) => total + lasted(call), 0) / done.length : 0;
  return `${counted(calls.length, "contestada", "contestadas")} · ${duration(mean)} en promedio`;
}

function OwnTable({ calls, due, typology, open }: { calls: OwnCall[]; due: OwnCall[]; typology: Typology | undefined; open: (call: OwnCall) => void }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="hoy">
      <table className="list">
        <thead>
          <tr><th scope="col">Hora</th><th scope="col">Línea y opción</th><th scope="col" className="number">Duración</th><th scope="col">Tipificación</th><th scope="col">Ticket</th></tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.id}>
              <td className="num">{when(call.answered_at)}</td>
              <td>{call.line_name}<br /><span className="quiet small">{call.choice.at(-1) ?? call.queue_name}</span></td>
              <td className="number num">{call.ended_at ? duration(lasted(call)) : "en curso"}</td>
              <td>{due.includes(call) ? <Missing call={call} open={() => open(call)} /> : typified(call, typology)}</td>
              <td className="num">{call.tickets.length ? call.tickets.map((number) => <div key={number}>{number}</div>) : <span className="quiet">–</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The hour, with the day where that is not today. */
const when = (at: string): string => (shortDate(at) === shortDate(serverClock.now()) ? clock(at) : `${shortDate(at)}, ${clock(at)}`);

function Missing({ call, open }: { call: OwnCall; open: () => void }) {
  const counts = call.counts_until !== null && Date.parse(call.counts_until) > serverClock.now();
  return (
    <div className={css.missing}>
      <span>Sin tipificar</span>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`Tipificar la llamada de las ${clock(call.answered_at)}`}>Tipificar</Button>
      {counts && call.counts_until && <span className="quiet small">Cuenta en el indicador hasta las {clock(call.counts_until)}</span>}
    </div>
  );
}

function typified(call: OwnCall, typology: Typology | undefined) {
  if (!call.kind) return <span className="quiet">{call.ended_at ? "Sin tipificar" : "–"}</span>;
  const kind = typology?.kinds.find((each) => each.id === call.kind);
  return <>{kind?.name ?? call.kind_name ?? call.kind}<br /><span className="quiet small">{kind?.themes.find((each) => each.id === call.theme)?.name ?? call.theme_name ?? call.theme}</span></>;
}
