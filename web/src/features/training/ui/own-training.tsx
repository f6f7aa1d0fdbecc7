/** Mi capacitación: what is due, the sessions of the advisor, and the acknowledgement of attendance and mark. */
import { Button } from "@mantine/core";
import {
  type OwnTraining,
  type OwnTrainingSession,
  useAcknowledgeTraining,
  useOwnTraining,
} from "../../../api/training";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { shortDate, timeOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import quality from "../../quality/ui/quality.module.css";
import { attemptText, standingText } from "../model/labels";
import { markText } from "../model/register";
import { Material } from "./material";
import { Result } from "./register";
import { SessionStateTag, StandingTag } from "./tags";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

export default function OwnTrainingScreen() {
  const { data, error, refetch } = useOwnTraining();
  return (
    <div className={quality.screen}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer su capacitación.")} />
      ) : data ? (
        <OwnSheet training={data} />
      ) : (
        <Loading label={t("Leyendo su capacitación…")} />
      )}
    </div>
  );
}

function OwnSheet({ training }: { training: OwnTraining }) {
  const acknowledge = useAcknowledgeTraining();
  const [done, confirm] = useConfirmation();
  return (
    <>
      <section className={`panel ${quality.sheet}`} aria-labelledby="temas">
        <header>
          <h1 id="temas">{t("Mi capacitación")}</h1>
        </header>
        {training.gates.length > 0 && (
          <ul className={css.gates}>
            {training.gates.map((gate) => (
              <li key={gate.queue}>
                {t("No puede atender {queue_name}. {reason}", { queue_name: gate.queue_name, reason: gate.reason })}
              </li>
            ))}
          </ul>
        )}
        {training.standings.length === 0 ? (
          <Empty title={t("No tiene temas pendientes")}>{t("Los temas que exigen sus colas aparecen aquí.")}</Empty>
        ) : (
          <ul className={quality.rows}>
            {training.standings.map((each) => (
              <li key={each.course}>
                <strong className={quality.grow}>{each.title}</strong>
                <StandingTag state={each.state} expiring={each.expiring} />
                <span className={`quiet small ${quality.whole}`}>
                  {[each.required ? t("Exigido") : t("No exigido"), standingText(each)].filter(Boolean).join(", ")}
                </span>
                {each.material_version && (
                  <span className={quality.whole}>
                    <Material course={each.course} material={each.material_version} own />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className={`panel ${quality.sheet}`} aria-labelledby="sesiones">
        <h2 id="sesiones">{t("Mis sesiones")}</h2>
        {training.sessions.length === 0 ? (
          <Empty title={t("No tiene sesiones")}>
            {t("Cuando lo programen en una, aparece aquí y recibe un aviso.")}
          </Empty>
        ) : (
          <SessionTable
            sessions={training.sessions}
            busy={acknowledge.isPending}
            acknowledge={(id) =>
              acknowledge.mutate(id, { onSuccess: () => confirm(t("Confirmó su asistencia y su nota.")) })
            }
          />
        )}
        {Boolean(acknowledge.error) && <Failure error={acknowledge.error} />}
        <Confirmation>{done}</Confirmation>
      </section>
    </>
  );
}

interface SessionTableProps {
  sessions: OwnTrainingSession[];
  busy: boolean;
  acknowledge: (id: string) => void;
}

function SessionTable({ sessions, busy, acknowledge }: SessionTableProps) {
  const { training_attendance } = useLabels();
  return (
    <div className={quality.scroll} tabIndex={0} role="group" aria-labelledby="sesiones">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Sesión")}</th>
            <th scope="col">{t("Cuándo y dónde")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col">{t("Asistencia")}</th>
            <th scope="col">{t("Nota")}</th>
            <th scope="col">{t("Confirmación")}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((each) => (
            <tr key={each.id} data-out={each.state === "cancelled" || undefined}>
              <th scope="row">
                {each.title}
                <span className={quality.below}>
                  {each.id}, {each.trainer}
                </span>
                <span className={css.material}>
                  <Material course={each.material_version.course} material={each.material_version} own />
                </span>
              </th>
              <td data-label={t("Cuándo y dónde")} data-wide>
                {shortDate(each.starts_at)}, {timeOfDay(each.starts_at)}
                <span className={quality.below}>{each.place}</span>
              </td>
              <td data-label={t("Estado")}>
                <SessionStateTag state={each.state} />
              </td>
              <td data-label={t("Asistencia")}>
                {labelOf(training_attendance, each.record.attendance)}
                {each.record.reason_name && <span className={quality.below}>{each.record.reason_name}</span>}
              </td>
              <td data-label={t("Nota")} className="num">
                {each.record.passed === null ? (
                  <>
                    –
                    <span className={quality.below}>
                      {t("se aprueba con {pass_mark}", { pass_mark: each.pass_mark })}
                    </span>
                  </>
                ) : (
                  <>
                    {t("{mark} de 100", { mark: markText(each.record.mark) })} <Result stored={each.record} />
                    <span className={quality.below}>
                      {t("{attempt}, se aprueba con {pass_mark}", {
                        attempt: attemptText(each.record.attempt, each.attempts),
                        pass_mark: each.pass_mark,
                      })}
                    </span>
                  </>
                )}
              </td>
              <td data-label={t("Confirmación")}>
                {each.can_acknowledge ? (
                  <Button
                    size="xs"
                    loading={busy}
                    onClick={() => acknowledge(each.id)}
                    aria-label={t("Confirmar la sesión {id}", { id: each.id })}
                  >
                    {t("Confirmar")}
                  </Button>
                ) : each.record.acknowledged_at ? (
                  t("Confirmada el {acknowledged_at}", { acknowledged_at: shortDate(each.record.acknowledged_at) })
                ) : (
                  "–"
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
