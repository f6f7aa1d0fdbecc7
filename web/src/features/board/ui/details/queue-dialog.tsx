/** A queue: its day, who waits and since when, the advisors who serve it, and its thresholds. */
import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Advisor, Call, Queue, QueueTally } from "../../../../api/types";
import type { BoardThresholds } from "../../../../api/board";
import { serverClock } from "../../../../clock";
import { Dialog } from "../../../../components/dialog";
import { ElapsedTime } from "../../../../components/elapsed-time";
import { Link } from "../../../../components/link";
import { formatInteger } from "../../../../formats";
import { useLabels } from "../../../../labels";
import { useEntities, useHasPermission } from "../../../../realtime/desk-hooks";
import { toLocalInput } from "../../../oversight/model/indicator-view";
import type { QueueAlert } from "../../model/alerts";
import { groupByStage, groupByState, STATE_ORDER, waitingSince } from "../../model/sort-order";
import { ThresholdsForm, ThresholdsText } from "./thresholds";
import css from "./details.module.css";
import { decimalSign, rich, t } from "../../../../i18n/translate";

interface QueueDialogProps {
  queue: Queue;
  alerts: QueueAlert[];
  thresholds: BoardThresholds | undefined;
  showCurve: () => void;
  close: () => void;
}

export function QueueDialog({ queue, alerts, thresholds, showCurve, close }: QueueDialogProps) {
  const day = useEntities("tally")[queue.id];
  const mayWrite = useHasPermission("threshold.write");
  const [editing, edit] = useState(false);
  const today = toLocalInput(serverClock.now()).slice(0, 10);
  return (
    <Dialog title={queue.name} onClose={close} wide>
      <div className={css.details}>
        {alerts.length > 0 && (
          <p className={css.alert}>
            <span aria-hidden="true">⚠</span> {alerts.map(({ text }) => text).join(", ")}
          </p>
        )}
        {day && <QueueDay day={day} queue={queue} />}
        <div className={css.columns}>
          <WaitingCalls queue={queue.id} />
          <ServingAdvisors queue={queue.id} />
        </div>
        {thresholds && (
          <section>
            <h3>{t("Umbrales")}</h3>
            {editing ? (
              <ThresholdsForm thresholds={thresholds} done={() => edit(false)} />
            ) : (
              <>
                <ThresholdsText thresholds={thresholds} />
                {mayWrite && (
                  <Button size="compact-sm" variant="default" onClick={() => edit(true)}>
                    {t("Cambiar los umbrales")}
                  </Button>
                )}
              </>
            )}
          </section>
        )}
        <p className={css.acts}>
          <Button variant="default" onClick={showCurve}>
            {t("Ver sus curvas")}
          </Button>
          <Link to={`/llamadas?queue=${encodeURIComponent(queue.id)}&from=${today}`}>{t("Llamadas de hoy")}</Link>
        </p>
      </div>
    </Dialog>
  );
}

function QueueDay({ day, queue }: { day: QueueTally; queue: Queue }) {
  const share = (part: number) =>
    day.entered ? `${((100 * part) / day.entered).toFixed(1).replace(".", decimalSign)} %` : "–";
  const figures: [string, string, string][] = [
    [t("Entraron hoy"), formatInteger(day.entered), ""],
    [t("A tiempo"), share(day.within), formatInteger(day.within)],
    [t("Contestadas"), share(day.answered), formatInteger(day.answered)],
    [t("Abandonaron"), share(day.abandoned), formatInteger(day.abandoned)],
    [t("Desbordadas"), share(day.overflowed), formatInteger(day.overflowed)],
    [t("Por devolver"), formatInteger(queue.call_backs), ""],
  ];
  return (
    <dl className={css.figures}>
      {figures.map(([name, value, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">
            <strong>{value}</strong> {count && <span className="quiet">{count}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const WAITING_STAGES: readonly Call["stage"][] = ["waiting", "ringing"];

function WaitingCalls({ queue }: { queue: string }) {
  const calls = useEntities("call");
  const waiting = useMemo(() => {
    const groups = groupByStage(Object.values(calls).filter((each) => each.queue === queue));
    return WAITING_STAGES.flatMap((stage) => groups[stage]);
  }, [calls, queue]);
  const { call_stages } = useLabels();
  return (
    <section>
      <h3>{rich("Esperan {waiting}", { waiting: <span className="num quiet">{waiting.length}</span> })}</h3>
      {waiting.length === 0 ? (
        <p className="quiet">{t("Nadie espera en esta cola.")}</p>
      ) : (
        <ol className={css.list} tabIndex={0} aria-label={t("Esperan")}>
          {waiting.map((call) => (
            <li key={call.id}>
              <span>
                {call.line_name}
                <span className="quiet small">
                  {call.stage === "ringing" && ` · ${call_stages.ringing}`}
                  {call.choice.length > 0 && ` · ${call.choice.join(" · ")}`}
                  {call.priority_words && ` · ${call.priority_words}`}
                </span>
              </span>
              <ElapsedTime since={waitingSince(call)} label={t("Tiempo de espera")} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function ServingAdvisors({ queue }: { queue: string }) {
  const advisors = useEntities("advisor");
  const serving = useMemo(() => {
    const groups = groupByState(Object.values(advisors).filter((each) => each.queues.includes(queue)));
    return STATE_ORDER.filter((state) => state !== "offline").flatMap((state): Advisor[] => groups[state]);
  }, [advisors, queue]);
  const { advisor_states } = useLabels();
  return (
    <section>
      <h3>{rich("La atienden {serving}", { serving: <span className="num quiet">{serving.length}</span> })}</h3>
      {serving.length === 0 ? (
        <p className="quiet">{t("Ningún asesor en turno atiende esta cola.")}</p>
      ) : (
        <ul className={css.list} tabIndex={0} aria-label={t("La atienden")}>
          {serving.map((each) => (
            <li key={each.id} data-state={each.state}>
              <span>
                <span className={css.dot} aria-hidden="true" /> {each.name}{" "}
                <span className="quiet small">
                  {advisor_states[each.state]}
                  {each.reason_name && ` · ${each.reason_name}`}
                </span>
              </span>
              <ElapsedTime since={each.since} label={t("Tiempo en este estado")} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
