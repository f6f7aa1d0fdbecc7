/** What is wrong with a queue, by its thresholds. Pure. */
import type { Queue, QueueTally } from "../../../api/types";
import type { BoardThresholds } from "../../../api/board";
import { duration, formatInteger } from "../../../formats";
import { t } from "../../../i18n/translate";

export type AlertKind = "waiting" | "longest_wait" | "service_level" | "abandon_rate";
export interface QueueAlert {
  kind: AlertKind;
  /** The threshold that is passed; the value stands beside it and changes faster. */
  text: string;
}
type Limits = Pick<BoardThresholds, "waiting" | "longest_wait_s" | "service_level" | "abandon_rate">;

/** Fewer visits say nothing about a share of the day. */
export const MIN_VISITS = 10;

export function alertsOf(
  queue: Pick<Queue, "waiting" | "longest_since">,
  day: Pick<QueueTally, "entered" | "within" | "abandoned"> | undefined,
  limits: Limits | undefined,
  now: number,
): QueueAlert[] {
  if (!limits) return [];
  const alerts: QueueAlert[] = [];
  if (limits.waiting !== null && queue.waiting >= limits.waiting)
    alerts.push({ kind: "waiting", text: t("{waiting} o más en espera", { waiting: formatInteger(limits.waiting) }) });
  const waited = queue.longest_since ? now - Date.parse(queue.longest_since) : 0;
  if (limits.longest_wait_s !== null && waited > limits.longest_wait_s * 1000)
    alerts.push({
      kind: "longest_wait",
      text: t("alguien espera más de {duration}", { duration: duration(limits.longest_wait_s * 1000) }),
    });
  if (!day || day.entered < MIN_VISITS) return alerts;
  const [within, abandoned] = [(100 * day.within) / day.entered, (100 * day.abandoned) / day.entered];
  if (limits.service_level !== null && within < limits.service_level)
    alerts.push({
      kind: "service_level",
      text: t("nivel de servicio por debajo de {service_level} %", { service_level: limits.service_level }),
    });
  if (limits.abandon_rate !== null && abandoned > limits.abandon_rate)
    alerts.push({
      kind: "abandon_rate",
      text: t("abandono por encima de {abandon_rate} %", { abandon_rate: limits.abandon_rate }),
    });
  return alerts;
}

export interface AlertedQueue {
  queue: string;
  name: string;
  alerts: QueueAlert[];
}

/** Return the queues and kinds as text: only another text paints the alerts again, and a new part of it sounds. */
export const alertKeys = (alerted: readonly AlertedQueue[]): string[] =>
  alerted.flatMap(({ queue, alerts }) => alerts.map(({ kind }) => `${queue} ${kind}`));
