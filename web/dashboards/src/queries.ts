// How Prometheus is asked. Every node tells the same of the campaign, so `dedupe` makes one of them before anything is
// added up; what a process counts of itself (http_*, sign_ins) is summed instead, and never passes through here.

/** The contract's goal, as deploy/prometheus/operacion.rules.yml has it. */
export const GOAL = 0.8;

const LINE = 'line=~"$line"';
const QUEUE = 'queue=~"$queue"';

/** One of what all nodes tell. */
export const dedupe = (expr: string): string => `max without (instance) (${expr})`;

const labelSelector = (selected: string[]): string => (selected.length > 0 ? `{${selected.join(",")}}` : "");

/** How much a counter grew in a time, whatever its labels; 0 where nothing was counted. */
export const increaseOf = (counter: string, time: string, ...selected: string[]): string =>
  `sum(${dedupe(`increase(${counter}${labelSelector(selected)}[${time}])`)}) or vector(0)`;

/** The same, by some of its labels. */
export const increaseByLabel = (labels: string, counter: string, time: string, ...selected: string[]): string =>
  `sum by (${labels}) (${dedupe(`increase(${counter}${labelSelector(selected)}[${time}])`)})`;

/** A quantile of a histogram over a time, by some labels. */
export const quantile = (of: number, histogram: string, time: string, by = "", ...selected: string[]): string => {
  const labels = by === "" ? "le" : `${by}, le`;
  return `histogram_quantile(${of}, sum by (${labels}) (${dedupe(`increase(${histogram}_bucket${labelSelector(selected)}[${time}])`)}))`;
};

/** The calls that came in, without those that were set aside as anomalous traffic. */
export const ingressed = (time: string, by = ""): string => {
  const sum = by === "" ? "sum" : `sum by (${by})`;
  const entered = `${sum} (${dedupe(`increase(acd_calls_ingressed_total{${LINE}}[${time}])`)})`;
  const aside = `${sum} (${dedupe(`increase(acd_calls_set_aside_total{${LINE}}[${time}])`)})`;
  return `clamp_min(${entered} - (${aside} or 0 * ${entered}), 0)`;
};

/** The service level of a time: within the threshold, of those that came in and were not set aside. */
export const serviceLevel = (time: string, by = ""): string => {
  const sum = by === "" ? "sum" : `sum by (${by})`;
  const came = ingressed(time, by);
  const within = `${sum} (${dedupe(`increase(acd_calls_answered_within_threshold_total{${LINE}}[${time}])`)})`;
  return `(${within} or 0 * ${came}) / (${came} > 0)`;
};

/** A gauge of queues, summed or by queue. */
export const queueGauge = (gauge: string, by = "", ...selected: string[]): string => {
  const one = dedupe(`${gauge}${labelSelector([QUEUE, ...selected])}`);
  return by === "" ? `sum(${one})` : `sum by (${by}) (${one})`;
};

export const LINE_SELECTOR = LINE;
export const QUEUE_SELECTOR = QUEUE;
