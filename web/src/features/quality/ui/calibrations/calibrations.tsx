/** Calibraciones: the list of sessions, the plan of a new one, and one session. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type CalibrationSummary, useCalibrations } from "../../../../api/calibrations";
import { accountQuery } from "../../../../api/queries";
import { serverClock } from "../../../../clock";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { countPhrase, longDateOfDay } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { navigate } from "../../../../router";
import { calibrationPath, frequencySentence, NEW_PATH, progressPhrase } from "../../model/calibrations";
import css from "../quality.module.css";
import { PlanForm } from "./plan-form";
import { SessionPage } from "./session";
import { SessionTag } from "./session-tag";
import { t } from "../../../../i18n/translate";

export default function CalibrationsScreen({ id }: { id: string }) {
  const may = useQuery(accountQuery).data?.permissions.includes("calibration.plan") ?? false;
  return (
    <div className={css.screen}>
      {id === "nueva" ? (
        may ? (
          <PlanForm done={(planned) => navigate(calibrationPath(planned))} />
        ) : (
          <Empty title={t("Las calibraciones las planea la coordinación")}>{t("Elija una de la lista.")}</Empty>
        )
      ) : id ? (
        <SessionPage key={id} id={id} />
      ) : (
        <SessionList may={may} />
      )}
    </div>
  );
}

function SessionList({ may }: { may: boolean }) {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = useCalibrations(cursor);
  const frequency = data && frequencySentence(data.every_days, data.last_opened_at, serverClock.now());
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="calibraciones">
      <header>
        <h1 id="calibraciones" className={css.grow}>
          {t("Calibraciones")}
        </h1>
        {may && <Button onClick={() => navigate(NEW_PATH)}>{t("Planear una calibración")}</Button>}
      </header>
      {frequency && <p className="quiet">{frequency}</p>}
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las calibraciones.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las calibraciones…")} />
      ) : data.calibrations.length === 0 ? (
        <Empty title={t("Todavía no hay calibraciones")}>
          {t("En una calibración todos evalúan lo mismo sin verse y se comparan con una nota maestra.")}
        </Empty>
      ) : (
        <SessionTable sessions={data.calibrations} />
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a las últimas")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function SessionTable({ sessions }: { sessions: CalibrationSummary[] }) {
  const { evaluation_channels } = useLabels();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="calibraciones">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Calibración")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Reunión")}</th>
            <th scope="col">{t("Canal")}</th>
            <th scope="col">{t("Qué se evalúa")}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={calibrationPath(each.id)}>{each.title}</Link>
                <span className={css.below}>
                  {t("{id}, de {planned_by_name}", { id: each.id, planned_by_name: each.planned_by_name })}
                </span>
              </th>
              <td data-label={t("Estado")} data-wide>
                <SessionTag state={each.state} />
                <span className={css.below}>{progressPhrase(each)}</span>
              </td>
              <td data-label={t("Reunión")}>{longDateOfDay(each.held_on)}</td>
              <td data-label={t("Canal")}>{labelOf(evaluation_channels, each.channel)}</td>
              <td data-label={t("Qué se evalúa")}>
                {each.channel === "phone"
                  ? countPhrase(each.items, "llamada", "llamadas")
                  : countPhrase(each.items, "ticket", "tickets")}
                <span className={css.below}>{countPhrase(each.evaluators, "evaluador", "evaluadores")}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
