/** One call, told fact by fact: the sentence for people, the moment and the place in the log for auditors. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverClock } from "../../../clock";
import { accountQuery, useCallStory, useLineName } from "../../../api/queries";
import type { Happening } from "../../../api/types";
import { clockWithSeconds, date, duration, moment } from "../../../formats";
import { Failure, Loading } from "../../../components/load-states";
import { go } from "../../../router";
import { actor, outcome } from "../../../labels";
import { ObserveDialog } from "../../oversight/ui/observation-dialog";
import css from "./calls.module.css";
import { Recordings } from "./recording-player";

export function Story({ id }: { id: string }) {
  const lineName = useLineName();
  const { data, error, refetch } = useCallStory(id);
  const [technical, setTechnical] = useState(false);
  return (
    <aside className={`panel ${css.story}`} aria-labelledby="historia">
      <header>
        <h2 id="historia">Historia de la llamada</h2>
        <button type="button" className={css.close} aria-label="Cerrar la historia" onClick={() => go("/llamadas")}>✕</button>
      </header>
      {error ? <Failure error={error} again={() => void refetch()} what="No se pudo leer esta llamada." />
        : !data ? <Loading what="Leyendo la historia…" />
        : (
          <>
            <p className={css.sum}>{lineName(data.line)} · {date(data.arrived_at)} · <strong>{outcome(data.outcome)}</strong></p>
            {data.again_at && <p className={css.again}>Se vuelve a marcar {moment(data.again_at, serverClock.now())}</p>}
            <Recordings recordings={data.recordings} />
            <ol className={css.timeline}>{data.timeline.map((fact) => <Fact key={fact.id} fact={fact} technical={technical} />)}</ol>
            <p className="small"><label><input type="checkbox" checked={technical} onChange={(event) => setTechnical(event.currentTarget.checked)} /> Detalles técnicos</label></p>
            {technical && <p className="quiet small">Llamada <span className="num">{data.id}</span></p>}
            <Observe call={data.id} what={`Llamada de ${lineName(data.line)}, ${date(data.arrived_at)}, ${clockWithSeconds(data.arrived_at)}`} />
          </>
        )}
    </aside>
  );
}

/** The oversight writes about a call from its story. */
function Observe({ call, what }: { call: string; what: string }) {
  const may = useQuery(accountQuery).data?.permissions.includes("observation.make");
  const [writes, setWrites] = useState(false);
  if (!may) return null;
  return (
    <>
      <p><Button variant="default" onClick={() => setWrites(true)}>Escribir una observación</Button></p>
      {writes && <ObserveDialog about={{ kind: "call", id: call }} what={what} close={() => setWrites(false)} />}
    </>
  );
}

/** Which colour of the thread a fact begins. */
const STATE_OF: Record<string, string> = {
  CallIngressed: "menu", CallQueued: "waiting", AdvisorOffered: "offered", CallAnswered: "talking", CallEnded: "wrap_up",
};

function Fact({ fact, technical }: { fact: Happening; technical: boolean }) {
  const type = String(fact.fact.type ?? "");
  return (
    <li data-state={STATE_OF[type] ?? "offline"} data-turn={type in STATE_OF || undefined}>
      <p className={css.when}><span className="num">{clockWithSeconds(fact.at)}</span> <span className="num quiet">+{duration(fact.after_ms)}</span></p>
      <p>{fact.sentence}</p>
      <p className="quiet small">{fact.actor_name ? `Por ${fact.actor_name}` : `Por ${actor(fact.actor)}`}</p>
      {technical && <p className="quiet small num">{type} · {fact.id} · {fact.actor}</p>}
    </li>
  );
}
