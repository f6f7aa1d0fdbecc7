/** An advisor's day: states, calls, quality and training, each as far as the user may see it. */
import { useQuery } from "@tanstack/react-query";
import { useAdvisorCalls, useAdvisorDay, useAdvisorEvaluations } from "../../../../api/board";
import { accountQuery } from "../../../../api/queries";
import { useTrainedAdvisors } from "../../../../api/training";
import type { Advisor } from "../../../../api/types";
import { serverClock } from "../../../../clock";
import { Failure, Loading } from "../../../../components/load-states";
import { Link } from "../../../../components/link";
import { duration, shortDate, timeOfDay } from "../../../../formats";
import { outcomeLabel, useLabels } from "../../../../labels";
import { useEntities } from "../../../../realtime/desk-hooks";
import { toLocalInput } from "../../../oversight/model/indicator-view";
import { StatesOfDay } from "./states-of-day";
import css from "./details.module.css";
import { decimalSign, rich, t } from "../../../../i18n/translate";

export function AdvisorDetails({ advisor }: { advisor: Advisor }) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const may = (permission: string) => permissions.includes(permission);
  return (
    <div className={css.details}>
      {may("calls.read") && advisor.call && (
        <p>
          <Link to={`/llamadas/${encodeURIComponent(advisor.call)}`}>{t("Abrir la llamada que tiene ahora")}</Link>
        </p>
      )}
      <ServedQueues advisor={advisor} />
      {may("roster.read") && <DayStates id={advisor.id} />}
      {may("calls.read") && <DayCalls id={advisor.id} />}
      {may("evaluation.read") && <Quality id={advisor.id} />}
      {may("training.read") && <Training id={advisor.id} />}
    </div>
  );
}

function ServedQueues({ advisor }: { advisor: Advisor }) {
  const queues = useEntities("queue");
  const names = advisor.queues.map((id) => queues[id]?.name ?? id);
  return (
    <p>
      <span className="quiet">{t("Atiende:")}</span> {names.length > 0 ? names.join(", ") : t("ninguna cola ahora")}
    </p>
  );
}

function DayStates({ id }: { id: string }) {
  const { data, error, refetch } = useAdvisorDay(id, true);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el día del asesor.")} />;
  if (!data) return <Loading label={t("Trayendo su día…")} />;
  return (
    <section>
      <h3>{t("Su día")}</h3>
      {data.spans.length === 0 ? (
        <p className="quiet">{t("Hoy no ha estado en turno.")}</p>
      ) : (
        <StatesOfDay day={data} />
      )}
    </section>
  );
}

function DayCalls({ id }: { id: string }) {
  const today = toLocalInput(serverClock.now()).slice(0, 10);
  const { data } = useAdvisorCalls(id, true, today);
  const labels = useLabels();
  if (!data) return null;
  return (
    <section>
      <h3>{rich("Llamadas de hoy {total}", { total: <span className="num quiet">{data.total}</span> })}</h3>
      {data.calls.length > 0 && (
        <ul className={css.list}>
          {data.calls.map((call) => (
            <li key={call.id}>
              <span>
                <Link to={`/llamadas/${encodeURIComponent(call.id)}`}>{timeOfDay(call.arrived_at)}</Link>{" "}
                {call.topic ?? outcomeLabel(labels, call.outcome)}
              </span>
              <span className="num">{call.talk_ms === null ? t("en curso") : duration(call.talk_ms)}</span>
            </li>
          ))}
        </ul>
      )}
      <Link to={`/llamadas?advisor=${encodeURIComponent(id)}&from=${today}`}>{t("Ver todas sus llamadas de hoy")}</Link>
    </section>
  );
}

function Quality({ id }: { id: string }) {
  const { data } = useAdvisorEvaluations(id, true);
  const { evaluation_states } = useLabels();
  if (!data) return null;
  return (
    <section>
      <h3>{t("Calidad")}</h3>
      {data.evaluations.length === 0 ? (
        <p className="quiet">{t("No tiene evaluaciones con su nombre.")}</p>
      ) : (
        <ul className={css.list}>
          {data.evaluations.map((each) => (
            <li key={each.id}>
              <span>
                <Link to={`/calidad/evaluaciones/${encodeURIComponent(each.id)}`}>{shortDate(each.worked_at)}</Link>{" "}
                {evaluation_states[each.state]}
              </span>
              <span className="num">{each.score?.replace(".", decimalSign) ?? "–"}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Training({ id }: { id: string }) {
  const { data } = useTrainedAdvisors();
  const { training_standings } = useLabels();
  const found = data?.advisors.find(({ advisor }) => advisor === id);
  if (!found) return null;
  const open = found.standings.filter(({ required, state, expiring }) => required && (state !== "valid" || expiring));
  return (
    <section>
      <h3>{t("Capacitación")}</h3>
      {open.length === 0 ? (
        <p>{t("Tiene vigente lo que se le exige.")}</p>
      ) : (
        <ul className={css.list}>
          {open.map((each) => (
            <li key={each.course}>
              <span>{each.title}</span>
              <span>{each.state === "valid" ? t("Se vence pronto") : training_standings[each.state]}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
