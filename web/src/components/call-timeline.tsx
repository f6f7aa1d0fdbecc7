/** The thread of a call: what it has lived through, stretch by stretch, each as long as it lasted. */
import type { Call } from "../api/types";
import { timeOfDayWithSeconds, duration } from "../formats";
import { ElapsedTime } from "./elapsed-time";
import css from "./call-timeline.module.css";

interface TimelineSegment {
  name: string;
  state: string;
  from: string;
  to: string | null;
}

/**
 * The stretches of a call in order; the last one has no end while it lasts. Of a call that was handed on, the talk
 * before comes before the wait that it led to; of one that came over, all that it has waited elsewhere is one stretch.
 */
export function timelineSegments(call: Call): TimelineSegment[] {
  const marks = [
    call.received_from
      ? { name: "Otra campaña", state: "menu", from: call.first_at ?? call.arrived_at }
      : { name: call.kind === "call_back" ? "Promesa" : "Menú", state: "menu", from: call.arrived_at },
    { name: "Espera", state: "waiting", from: call.queued_at },
    { name: "Timbre", state: "offered", from: rangInThisWait(call) ? call.offered_at : null },
    { name: "Conversación", state: "talking", from: call.answered_at },
    { name: "Tipificación", state: "wrap_up", from: call.stage === "wrap_up" ? call.ended_at : null },
  ].filter((mark): mark is Omit<TimelineSegment, "to"> => mark.from !== null);
  marks.sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
  return marks.map((mark, index) => ({ ...mark, to: marks[index + 1]?.from ?? null }));
}

/** Whether the last ringing is of this wait: not one that nobody answered, nor that of somebody who is consulted. */
function rangInThisWait({ stage, queued_at, offered_at, answered_at }: Call): boolean {
  if (!offered_at || stage === "waiting" || stage === "postponed") return false;
  return stage === "ringing" ? offered_at >= (queued_at ?? "") : answered_at !== null && offered_at <= answered_at;
}

/** Long waits must not push short ones off the line: the fourth root keeps the order and tames the length. */
const weight = ({ from, to }: TimelineSegment): number =>
  to ? Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000) ** 0.25 : 1.6;

export function CallTimeline({ call }: { call: Call }) {
  return (
    <ol
      className={css.thread}
      aria-label={`Recorrido de la llamada; entró a las ${timeOfDayWithSeconds(call.arrived_at)}`}
    >
      {timelineSegments(call).map((stretch) => (
        <li
          key={stretch.name}
          data-state={stretch.state}
          data-open={stretch.to ? undefined : ""}
          style={{ flexGrow: weight(stretch) }}
        >
          <span>{stretch.name}</span>
          {stretch.to ? (
            <span className="num">{duration(Date.parse(stretch.to) - Date.parse(stretch.from))}</span>
          ) : (
            <ElapsedTime since={stretch.from} />
          )}
        </li>
      ))}
    </ol>
  );
}
