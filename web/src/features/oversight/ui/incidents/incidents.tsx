/** Outages with their effect on calls, the availability of each system in a month, and the gaps in what is known. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Incident, useIncidents } from "../../../../api/incidents";
import { accountQuery } from "../../../../api/queries";
import { clock, shortDate } from "../../../../formats";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { Elapsed } from "../../../../components/elapsed-time";
import { Link } from "../../../../components/link";
import { Segments } from "../../../../components/segmented-control";
import { AvailabilityPane } from "./availability";
import { GapsPane } from "./data-gaps";
import { IncidentSide } from "./incident";
import { OpenDialog } from "./incident-forms";
import { effectWords, IncidentState, lasted } from "./incident-state";
import css from "../oversight.module.css";

const PANES = [["incidentes", "Incidentes"], ["disponibilidad", "Disponibilidad"], ["vacios", "Vacíos de datos"]] as const;
type Pane = (typeof PANES)[number][0];
const BOXES = [["todos", "Todos"], ["abiertos", "Abiertos"], ["cerrados", "Cerrados"]] as const;
type Box = (typeof BOXES)[number][0];
const OPEN: Record<Box, boolean | undefined> = { todos: undefined, abiertos: true, cerrados: false };

export default function IncidentsScreen({ id }: { id: string }) {
  const [pane, setPane] = useState<Pane>("incidentes");
  return (
    <div className={css.screen}>
      <h1 className="unseen">Incidentes y disponibilidad</h1>
      <div className={`panel ${css.bar}`}><Segments className={css.segments} label="Vista" options={PANES} value={pane} choose={setPane} /></div>
      {pane === "incidentes" ? <Incidents id={id} /> : pane === "disponibilidad" ? <AvailabilityPane /> : <GapsPane />}
    </div>
  );
}

function Incidents({ id }: { id: string }) {
  const [box, setBox] = useState<Box>("todos");
  const [cursor, setCursor] = useState<string | undefined>();
  const [opens, setOpens] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const { data, error, refetch } = useIncidents({ open: OPEN[box], cursor });
  const choose = (to: Box) => { setBox(to); setCursor(undefined); };
  return (
    <div className={css.two} data-open={id || undefined}>
      <section className={`panel ${css.sheet}`} aria-labelledby="incidentes">
        <header>
          <h2 id="incidentes" className={css.grow}>Incidentes</h2>
          <Segments className={css.segments} label="Cuáles" options={BOXES} value={box} choose={choose} />
          {may.includes("incident.write") && <Button onClick={() => setOpens(true)}>Registrar un incidente</Button>}
        </header>
        {error ? <Failure error={error} again={() => void refetch()} what="No se pudieron leer los incidentes." />
          : !data ? <Loading what="Leyendo los incidentes…" />
          : data.incidents.length === 0 ? <Empty title="No hay incidentes aquí">La vigilancia abre uno por sí sola cuando un sistema deja de responder.</Empty>
          : <ol className={css.rows}>{data.incidents.map((each) => <li key={each.id}><Row incident={each} chosen={each.id === id} /></li>)}</ol>}
        <p className={css.acts}>
          {cursor && <Button variant="default" onClick={() => setCursor(undefined)}>Volver a los últimos</Button>}
          {data?.next && <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>Anteriores</Button>}
        </p>
      </section>
      {id && <IncidentSide key={id} id={id} may={may} />}
      {opens && <OpenDialog close={() => setOpens(false)} />}
    </div>
  );
}

function Row({ incident, chosen }: { incident: Incident; chosen: boolean }) {
  return (
    <Link to={`/incidentes/${encodeURIComponent(incident.id)}`} className={css.row} aria-current={chosen || undefined}>
      <span><strong>{incident.title}</strong></span>
      <span><IncidentState incident={incident} /></span>
      <span className={css.clip}>{incident.system_name} · {shortDate(incident.began_at)}, {clock(incident.began_at)} · {incident.ended_at ? lasted(incident.began_at, incident.ended_at) : <>lleva <Elapsed since={incident.began_at} /></>}</span>
      <span className="small">{effectWords(incident)}</span>
    </Link>
  );
}
