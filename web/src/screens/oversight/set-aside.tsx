/** The calls of a period that were ingressed and count nowhere, each open to its story. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type CallsWanted, useCalls, useLineName } from "../../api/queries";
import { clockWithSeconds, shortDate } from "../../formats";
import { nextDay, type View } from "../../oversight/view";
import { Failure, Loading } from "../../parts/conditions";
import { Link } from "../../parts/link";
import { outcome } from "../../words";
import css from "./oversight.module.css";

export function SetAside({ view }: { view: View }) {
  const [open, setOpen] = useState(false);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="apartadas">
      <header><h2 id="apartadas">Llamadas apartadas</h2></header>
      <p className="quiet small">Alcanzaron a ingresar y la entidad las contestó, pero quien llamó nunca lo confirmó. Las demás del tráfico anómalo se rechazaron antes de ingresar.</p>
      {open ? <Calls view={view} /> : <p><Button variant="default" onClick={() => setOpen(true)}>Ver las llamadas apartadas</Button></p>}
    </section>
  );
}

function Calls({ view }: { view: View }) {
  const lineName = useLineName();
  const [cursor, setCursor] = useState<string | undefined>();
  const wanted: CallsWanted = { set_aside: true, from: `${view.from}T00:00:00-05:00`, to: `${nextDay(view.until)}T00:00:00-05:00`, cursor };
  const { data, error, refetch, isFetching } = useCalls(wanted);
  if (error) return <Failure error={error} again={() => void refetch()} what="No se pudieron leer las llamadas." />;
  if (!data) return <Loading what="Buscando las llamadas…" />;
  return (
    <>
      <ol className={css.calls} aria-label="Llamadas apartadas" aria-busy={isFetching}>
        {data.calls.map((call) => (
          <li key={call.id}>
            <span><Link to={`/llamadas/${encodeURIComponent(call.id)}`} className="num">{shortDate(call.arrived_at)}, {clockWithSeconds(call.arrived_at)}</Link></span>
            <span>{outcome(call.outcome)}</span>
            <span>{lineName(call.line)}</span>
          </li>
        ))}
      </ol>
      <p className={css.acts}>
        {cursor && <Button size="xs" variant="default" onClick={() => setCursor(undefined)}>Volver al principio</Button>}
        {data.next && <Button size="xs" variant="default" onClick={() => setCursor(data.next ?? undefined)}>Siguientes</Button>}
      </p>
    </>
  );
}
