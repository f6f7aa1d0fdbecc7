/** The timeline of a call: its segments in order, each as wide as its duration suggests. */
import type { Call } from "../api/types";
import { timeOfDayWithSeconds, duration } from "../formats";
import { ElapsedTime } from "./elapsed-time";
import css from "./call-timeline.module.css";
import { t } from "../i18n/translate";

interface TimelineSegment {
  name: string;
  state: string;
  from: string;
  to: string | null;
}

/**
 * Return the segments of a call in order; the last one has no end while it lasts. In a transferred call, the first
 * conversation comes before the wait that follows it. In a call from another campaign, its whole previous wait is one
 * segment.
 */
export function timelineSegments(call: Call): TimelineSegment[] {
  const marks = [
    call.received_from
      ? { name: t("Otra campaña"), state: "menu", from: call.first_at ?? call.arrived_at }
      : { name: call.kind === "call_back" ? t("Devolución") : t("Menú"), state: "menu", from: call.arrived_at },
    { name: t("Espera"), state: "waiting", from: call.queued_at },
    { name: t("Timbre"), state: "offered", from: rangInThisWait(call) ? call.offered_at : null },
    { name: t("Conversación"), state: "talking", from: call.answered_at },
    { name: t("Tipificación"), state: "wrap_up", from: call.stage === "wrap_up" ? call.ended_at : null },
  ].filter((mark): mark is Omit<TimelineSegment, "to"> => mark.from !== null);
  marks.sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  return marks.map((mark, index) => ({ ...mark, to: marks[index + 1]?.from ?? null }));
}

/** Return whether the last ringing belongs to this wait, and not to an unanswered offer or a consultation. */
function rangInThisWait({ stage, queued_at, offered_at, answered_at }: Call): boolean {
  if (!offered_at || stage === "waiting" || stage === "postponed") return false;
  return stage === "ringing" ? offered_at >= (queued_at ?? "") : answered_at !== null && offered_at <= answered_at;
}

/** Return the width of a segment. The fourth root keeps the order of lengths, so that short segments stay visible. */
const weight = ({ from, to }: TimelineSegment): number =>
  to ? Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000) ** 0.25 : 1.6;

export function CallTimeline({ call }: { call: Call }) {
  return (
    <ol
      className={css.thread}
      aria-label={t("Recorrido de la llamada; entró a las {arrived_at}", {
        arrived_at: timeOfDayWithSeconds(call.arrived_at),
      })}
    >
      {timelineSegments(call).map((segment) => (
        <li
          key={segment.name}
          data-state={segment.state}
          data-open={segment.to ? undefined : ""}
          style={{ flexGrow: weight(segment) }}
        >
          <span>{segment.name}</span>
          {segment.to ? (
            <span className="num">{duration(Date.parse(segment.to) - Date.parse(segment.from))}</span>
          ) : (
            <ElapsedTime since={segment.from} />
          )}
        </li>
      ))}
    </ol>
  );
}
