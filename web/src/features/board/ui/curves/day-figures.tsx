/** Today's figures beside yesterday's at the same time, and the work that waits, each with its list. */
import { useQuery } from "@tanstack/react-query";
import { memo } from "react";
import {
  type BoardMetric,
  type CurveFigure,
  type CurveMetric,
  useCurves,
  useDueTickets,
  useWaitingMessages,
} from "../../../../api/board";
import { accountQuery } from "../../../../api/queries";
import { serverClock } from "../../../../clock";
import { Link } from "../../../../components/link";
import { formatInteger } from "../../../../formats";
import { useEntities } from "../../../../realtime/desk-hooks";
import { toLocalInput } from "../../../oversight/model/indicator-view";
import { METRIC_NAMES, missesTarget, valueText, volumeText } from "../../model/curve";
import css from "./curves.module.css";
import { rich, t } from "../../../../i18n/translate";

const SHOWN: readonly BoardMetric[] = ["abandon_rate", "speed_of_answer", "handle_time"];
const OCCUPANCY: Pick<CurveMetric, "unit" | "target" | "sense"> = { unit: "percent", target: null, sense: null };

export const DayFigures = memo(() => {
  const may = useQuery(accountQuery).data?.permissions.includes("service_level.read") ?? false;
  const { data } = useCurves({ line: "", queue: "" }, may);
  const [today, yesterday] = ["today", "yesterday"].map((name) => data?.days.find(({ day }) => day === name));
  return (
    <section className={css.day} aria-label={t("Hoy")}>
      {today &&
        SHOWN.map((name) => {
          const metric = data?.metrics.find((each) => each.metric === name);
          return (
            metric && (
              <Figure
                key={name}
                name={METRIC_NAMES[name]}
                metric={metric}
                now={today.total[name]}
                before={yesterday?.total[name]}
              />
            )
          );
        })}
      {today && <Figure name={t("Ocupación")} metric={OCCUPANCY} now={today.occupancy} before={yesterday?.occupancy} />}
      <PendingWork />
    </section>
  );
});

interface FigureProps {
  name: string;
  metric: Pick<CurveMetric, "unit" | "target" | "sense">;
  now: CurveFigure | undefined;
  before: CurveFigure | undefined;
}

function Figure({ name, metric, now, before }: FigureProps) {
  const missed = missesTarget(now?.value, metric as CurveMetric);
  return (
    <div className={css.figure} data-missed={missed || undefined} title={volumeText(now, metric.unit) || undefined}>
      <p>{name}</p>
      <strong className="num">{valueText(now?.value, metric.unit)}</strong>
      <p className="small">
        {missed && <span className={css.missed}>{t("No cumple la meta.")} </span>}
        {rich("ayer a esta hora {value}", {
          value: <span className="num">{valueText(before?.value, metric.unit)}</span>,
        })}
      </p>
    </div>
  );
}

function PendingWork() {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const [tickets, messages] = [permissions.includes("ticket.read"), permissions.includes("message.attend")];
  const today = toLocalInput(serverClock.now()).slice(0, 10);
  const due = useDueTickets(tickets, today).data;
  const waiting = useWaitingMessages(messages).data;
  const callBacks = Object.values(useEntities("queue")).reduce((sum, { call_backs }) => sum + call_backs, 0);
  return (
    <>
      <Pending name={t("Por devolver")} count={callBacks} note={t("llamadas prometidas")} />
      {waiting && (
        <Pending
          name={t("Mensajes de voz")}
          count={waiting.count}
          more={waiting.more}
          to="/mensajes"
          note={t("por atender")}
        />
      )}
      {due && (
        <>
          <Pending
            name={t("Vencen hoy")}
            count={due.due}
            to={`/bandeja?box=all&due_from=${today}&due_to=${today}`}
            note={t("tickets abiertos")}
          />
          <Pending
            name={t("Vencidos")}
            count={due.overdue}
            to="/bandeja?box=all&light=overdue"
            note={t("tickets abiertos")}
            late
          />
        </>
      )}
    </>
  );
}

interface PendingProps {
  name: string;
  count: number;
  note: string;
  more?: boolean;
  to?: string;
  late?: boolean;
}

function Pending({ name, count, note, more, to, late }: PendingProps) {
  const inside = (
    <>
      <span>{name}</span>
      <strong className="num">
        {formatInteger(count)}
        {more && "+"}
      </strong>
      <span className="small">{note}</span>
    </>
  );
  const attributes = { className: css.figure, "data-missed": (late && count > 0) || undefined };
  return to ? (
    <Link to={to} {...attributes}>
      {inside}
    </Link>
  ) : (
    <div {...attributes}>{inside}</div>
  );
}
