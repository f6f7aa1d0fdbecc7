/** Incidents with their effect on calls, the availability of each system in a month, and the data gaps. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Incident, useIncidents } from "../../../../api/incidents";
import { accountQuery } from "../../../../api/queries";
import { timeOfDay, shortDate } from "../../../../formats";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { ElapsedTime } from "../../../../components/elapsed-time";
import { Link } from "../../../../components/link";
import { SegmentedControl } from "../../../../components/segmented-control";
import { AvailabilityPane } from "./availability";
import { DataGapsPane } from "./data-gaps";
import { IncidentPanel } from "./incident";
import { OpenIncidentDialog } from "./incident-forms";
import { effectLabel, IncidentState, durationSentence } from "./incident-state";
import css from "../oversight.module.css";
import { rich, t } from "../../../../i18n/translate";

const INCIDENT_PANES = [
  ["incidentes", t("Incidentes")],
  ["disponibilidad", t("Disponibilidad")],
  ["vacios", t("Vacíos de datos")],
] as const;
type IncidentPane = (typeof INCIDENT_PANES)[number][0];
const INCIDENT_TABS = [
  ["todos", t("Todos")],
  ["abiertos", t("Abiertos")],
  ["cerrados", t("Cerrados")],
] as const;
type IncidentTab = (typeof INCIDENT_TABS)[number][0];
const TAB_OPEN_FILTER: Record<IncidentTab, boolean | undefined> = { todos: undefined, abiertos: true, cerrados: false };

export default function IncidentsScreen({ id }: { id: string }) {
  const [pane, setPane] = useState<IncidentPane>("incidentes");
  return (
    <div className={css.screen}>
      <h1 className="unseen">{t("Incidentes y disponibilidad")}</h1>
      <div className={`panel ${css.bar}`}>
        <SegmentedControl
          className={css.segments}
          label={t("Vista")}
          options={INCIDENT_PANES}
          value={pane}
          onChange={setPane}
        />
      </div>
      {pane === "incidentes" ? (
        <IncidentList id={id} />
      ) : pane === "disponibilidad" ? (
        <AvailabilityPane />
      ) : (
        <DataGapsPane />
      )}
    </div>
  );
}

function IncidentList({ id }: { id: string }) {
  const [box, setBox] = useState<IncidentTab>("todos");
  const [cursor, setCursor] = useState<string | undefined>();
  const [opens, setOpens] = useState(false);
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const { data, error, refetch } = useIncidents({ open: TAB_OPEN_FILTER[box], cursor });
  const choose = (to: IncidentTab) => {
    setBox(to);
    setCursor(undefined);
  };
  return (
    <div className={css.two} data-open={id || undefined}>
      <section className={`panel ${css.sheet}`} aria-labelledby="incidentes">
        <header>
          <h2 id="incidentes" className={css.grow}>
            {t("Incidentes")}
          </h2>
          <SegmentedControl
            className={css.segments}
            label={t("Filtro de incidentes")}
            options={INCIDENT_TABS}
            value={box}
            onChange={choose}
          />
          {may.includes("incident.write") && (
            <Button onClick={() => setOpens(true)}>{t("Registrar un incidente")}</Button>
          )}
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los incidentes.")} />
        ) : !data ? (
          <Loading label={t("Leyendo los incidentes…")} />
        ) : data.incidents.length === 0 ? (
          <Empty title={t("No hay incidentes aquí")}>
            {t("La vigilancia abre un incidente cuando un sistema deja de responder.")}
          </Empty>
        ) : (
          <ol className={css.rows}>
            {data.incidents.map((each) => (
              <li key={each.id}>
                <IncidentItem incident={each} chosen={each.id === id} />
              </li>
            ))}
          </ol>
        )}
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a los últimos")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      </section>
      {id && <IncidentPanel key={id} id={id} may={may} />}
      {opens && <OpenIncidentDialog close={() => setOpens(false)} />}
    </div>
  );
}

function IncidentItem({ incident, chosen }: { incident: Incident; chosen: boolean }) {
  return (
    <Link to={`/incidentes/${encodeURIComponent(incident.id)}`} className={css.row} aria-current={chosen || undefined}>
      <span>
        <strong>{incident.title}</strong>
      </span>
      <span>
        <IncidentState incident={incident} />
      </span>
      <span className={css.clip}>
        {incident.system_name} · {shortDate(incident.began_at)}, {timeOfDay(incident.began_at)} ·{" "}
        {incident.ended_at
          ? durationSentence(incident.began_at, incident.ended_at)
          : rich("lleva {elapsedTime}", { elapsedTime: <ElapsedTime since={incident.began_at} /> })}
      </span>
      <span className="small">{effectLabel(incident)}</span>
    </Link>
  );
}
