/**
 * One call: its summary first, then its history in the names of people, and folded what only auditors read.
 */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverClock } from "../../../clock";
import { accountQuery, useCallHistory } from "../../../api/queries";
import type { CallFact } from "../../../api/types";
import { timeOfDayWithSeconds, weekdayAndDate, duration, momentPhrase } from "../../../formats";
import { Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { navigate } from "../../../router";
import { actorLabel, useLabels, useLineName } from "../../../labels";
import { technicalLine } from "../model/technical-line";
import { BeginButton } from "../../quality/ui/begin-button";
import { ObservationDialog } from "../../oversight/ui/observation-dialog";
import { CallSummaryList } from "./call-summary";
import css from "./calls.module.css";
import { Recordings } from "./recording-player";
import { rich, t } from "../../../i18n/translate";

export function CallHistory({ id }: { id: string }) {
  const lineName = useLineName();
  const { data, error, refetch } = useCallHistory(id);
  return (
    <aside className={`panel ${css.story}`} aria-labelledby="historia">
      <header>
        <h2 id="historia">{t("Historia de la llamada")}</h2>
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar la historia")}
          onClick={() => navigate(`/llamadas${location.search}`)}
        >
          ✕
        </button>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer esta llamada.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la historia…")} />
      ) : (
        <>
          {data.again_at && (
            <p className={css.again}>
              {t("Se vuelve a marcar {again_at}", { again_at: momentPhrase(data.again_at, serverClock.now()) })}
            </p>
          )}
          <CallSummaryList call={data} />
          <Recordings recordings={data.recordings} />
          <h3 id="pasos">{t("Paso a paso")}</h3>
          <ol className={css.timeline} aria-labelledby="pasos">
            {data.timeline.map((fact) => (
              <CallFactItem key={fact.id} fact={fact} />
            ))}
          </ol>
          <TechnicalDetails about={t("de la llamada")}>
            <p>{rich("Llamada {id}", { id: <span className="num">{data.id}</span> })}</p>
            <ol className={css.ids}>
              {data.timeline.map((fact) => (
                <li key={fact.id} className="num">
                  {technicalLine(fact)}
                </li>
              ))}
            </ol>
          </TechnicalDetails>
          <BeginButton channel="phone" item={data.id} />
          <ObserveButton
            call={data.id}
            what={t("Llamada de {line}, {arrived_at}, {arrived_at2}", {
              line: lineName(data.line),
              arrived_at: weekdayAndDate(data.arrived_at),
              arrived_at2: timeOfDayWithSeconds(data.arrived_at),
            })}
          />
        </>
      )}
    </aside>
  );
}

/** A button to write an observation about the call, for the oversight. */
function ObserveButton({ call, what }: { call: string; what: string }) {
  const may = useQuery(accountQuery).data?.permissions.includes("observation.make");
  const [writes, setWrites] = useState(false);
  if (!may) return null;
  return (
    <>
      <p>
        <Button variant="default" onClick={() => setWrites(true)}>
          {t("Escribir una observación")}
        </Button>
      </p>
      {writes && (
        <ObservationDialog subject={{ kind: "call", id: call }} subjectText={what} close={() => setWrites(false)} />
      )}
    </>
  );
}

/** The timeline colour that a fact starts. */
const FACT_STATES: Record<string, string> = {
  CallIngressed: "menu",
  CallQueued: "waiting",
  AdvisorOffered: "offered",
  CallAnswered: "talking",
  CallEnded: "wrap_up",
};

function CallFactItem({ fact }: { fact: CallFact }) {
  const labels = useLabels();
  const type = String(fact.fact.type ?? "");
  return (
    <li data-state={FACT_STATES[type] ?? "offline"} data-turn={type in FACT_STATES || undefined}>
      <p className={css.when}>
        <span className="num">{timeOfDayWithSeconds(fact.at)}</span>{" "}
        <span className="num quiet">+{duration(fact.after_ms)}</span>
      </p>
      <p>{fact.sentence}</p>
      <p className="quiet small">
        {fact.actor_name
          ? t("Por {actor_name}", { actor_name: fact.actor_name })
          : t("Por {actor}", { actor: actorLabel(labels, fact.actor) })}
      </p>
    </li>
  );
}
