/**
 * The board: the service level, the queues, the advisors and all calls in progress, live, legible from across a room;
 * with the curves of the day, the work that waits and the alerts of the queues.
 */
import { memo, useCallback, useMemo, useState } from "react";
import type { Advisor, Queue, QueueTally } from "../../../api/types";
import { type BoardTeam, useTeams, useThresholds } from "../../../api/board";
import { useEntities, useHasSnapshot } from "../../../realtime/desk-hooks";
import { formatInteger, countPhrase } from "../../../formats";
import { Empty, Loading } from "../../../components/load-states";
import { ElapsedTime } from "../../../components/elapsed-time";
import type { AlertedQueue } from "../model/alerts";
import { filterQueues, type BoardFilter } from "../model/board-filter";
import { MessageButton } from "../../announcements/ui/message-dialog";
import { Advisors } from "./advisors";
import { AlertStrip, useAlerts } from "./alerts";
import css from "./board.module.css";
import { ContingencyBanners, ContingencyButton } from "./contingency";
import { Curves } from "./curves/curves";
import { DayFigures } from "./curves/day-figures";
import { QueueDialog } from "./details/queue-dialog";
import { BoardFilters, useBoardFilter } from "./filters";
import { LiveCalls } from "./live-calls";
import { ServiceLevels } from "./service-levels";
import { countFreeByQueue } from "../model/sort-order";
import { OpenIncidents } from "./open-incidents";
import { t } from "../../../i18n/translate";

const NO_TEAMS: readonly BoardTeam[] = [];

export default function BoardScreen() {
  const hasSnapshot = useHasSnapshot();
  if (!hasSnapshot) return <Loading label={t("Trayendo el tablero…")} />;
  return <Board />;
}

function Board() {
  const [filter, set] = useBoardFilter();
  const teams = useTeams().data ?? NO_TEAMS;
  const thresholds = useThresholds().data;
  const alerted = useAlerts(thresholds);
  const queues = useEntities("queue");
  const [opened, open] = useState<string | null>(null);
  const queue = opened ? queues[opened] : undefined;
  const close = useCallback(() => {
    open(null);
    if (opened) requestAnimationFrame(() => document.getElementById(queueButtonId(opened))?.focus());
  }, [opened]);
  const showCurve = () => {
    set({ queue: opened ?? "" });
    open(null);
  };
  return (
    <div className={css.board}>
      <h1 className="unseen">{t("Tablero")}</h1>
      <div className={css.top}>
        <div className={css.tools}>
          <BoardFilters filter={filter} set={set} queues={Object.values(queues)} teams={teams} />
          <AlertStrip alerted={alerted} open={open} />
        </div>
        <OpenIncidents />
        <ContingencyBanners />
        <ServiceLevels />
        <DayFigures />
      </div>
      <div className={css.left}>
        <QueueTable filter={filter} alerted={alerted} open={open} />
        <Curves filter={filter} set={set} />
        <LiveCalls filter={filter} teams={teams} />
      </div>
      <Advisors filter={filter} teams={teams} />
      {queue && (
        <QueueDialog
          queue={queue}
          alerts={alerted.find((each) => each.queue === opened)?.alerts ?? []}
          thresholds={thresholds?.[queue.id]}
          showCurve={showCurve}
          close={close}
        />
      )}
    </div>
  );
}

const queueButtonId = (id: string): string => `cola-${id}`;

interface QueueTableProps {
  filter: BoardFilter;
  alerted: AlertedQueue[];
  open: (id: string) => void;
}

const QueueTable = memo(({ filter, alerted, open }: QueueTableProps) => {
  const queues = filterQueues(useEntities("queue"), filter);
  const advisors = useEntities("advisor");
  const tallies = useEntities("tally");
  const free = useMemo(() => countFreeByQueue(Object.values<Advisor>(advisors)), [advisors]);
  return (
    <section className={`panel ${css.queues}`} aria-labelledby="colas">
      <header>
        <h2 id="colas">{t("Colas")}</h2>
        <ContingencyButton />
        <MessageButton label={t("Mensaje a asesores")} />
      </header>
      {queues.length === 0 ? (
        <Empty title={t("No hay colas en esta campaña")} />
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Cola")}</th>
              <th scope="col" className="number">
                {t("En espera")}
              </th>
              <th scope="col" className="number">
                {t("Mayor espera")}
              </th>
              <th scope="col" className="number">
                {t("Libres")}
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <QueueRow
                key={queue.id}
                queue={queue}
                free={free[queue.id] ?? 0}
                day={tallies[queue.id]}
                alert={alertText(alerted, queue.id)}
                open={open}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
});

const alertText = (alerted: AlertedQueue[], queue: string): string =>
  alerted
    .find((each) => each.queue === queue)
    ?.alerts.map(({ text }) => text)
    .join(", ") ?? "";

interface QueueRowProps {
  queue: Queue;
  free: number;
  day: QueueTally | undefined;
  alert: string;
  open: (id: string) => void;
}

const QueueRow = memo(({ queue, free, day, alert, open }: QueueRowProps) => (
  <tr data-waiting={queue.waiting ? "" : undefined} data-alert={alert ? "" : undefined}>
    <th scope="row">
      <button
        type="button"
        id={queueButtonId(queue.id)}
        className={css.name}
        aria-haspopup="dialog"
        onClick={() => open(queue.id)}
      >
        {queue.name}
      </button>
      {alert && (
        <span className={css.over}>
          <span aria-hidden="true">⚠</span> {alert}
        </span>
      )}
      {dayLabel(queue, day) && <span className={css.day}>{dayLabel(queue, day)}</span>}
    </th>
    <td className={`number num ${css.waiting}`}>{queue.waiting}</td>
    <td className="number">
      {queue.longest_since ? (
        <ElapsedTime since={queue.longest_since} lateAfterS={queue.threshold_s} className={css.longest} />
      ) : (
        <span className="quiet">–</span>
      )}
    </td>
    <td className="number num" data-none={(free === 0 && queue.waiting > 0) || undefined}>
      {free}
    </td>
  </tr>
));

/** Return the totals of a queue's day in a few words, without the zero ones. */
export function dayLabel({ call_backs }: Queue, day: QueueTally | undefined): string {
  return [
    day?.overflowed && countPhrase(day.overflowed, "desbordada", "desbordadas"),
    call_backs && t("{call_backs} por devolver", { call_backs: formatInteger(call_backs) }),
    day?.call_backs_talked && countPhrase(day.call_backs_talked, "devuelta", "devueltas"),
  ]
    .filter(Boolean)
    .join(" · ");
}
