// PromQL queries. Every node reports the same figures of the campaign, so `dedupe` keeps one of them before anything is
// added up. What a process counts for itself (http_*, sign_ins) is summed and never passes through here.

/** The contract's goal, the same as in deploy/prometheus/operacion.rules.yml. */
export const GOAL = 0.8;

const LINE = 'line=~"$line"';
const QUEUE = 'queue=~"$queue"';

/** Keep one value of a figure that all nodes report. */
export const dedupe = (expr: string): string => `max without (instance) (${expr})`;

const labelSelector = (selected: string[]): string => (selected.length > 0 ? `{${selected.join(",")}}` : "");

/** Return the growth of a counter over a time, over all its labels; 0 where nothing was counted. */
export const increaseOf = (counter: string, time: string, ...selected: string[]): string =>
  `sum(${dedupe(`increase(${counter}${labelSelector(selected)}[${time}])`)}) or vector(0)`;

/** Return the growth of a counter over a time, by some of its labels. */
export const increaseByLabel = (labels: string, counter: string, time: string, ...selected: string[]): string =>
  `sum by (${labels}) (${dedupe(`increase(${counter}${labelSelector(selected)}[${time}])`)})`;

/** Keep the values of a growth that are not 0. */
export const nonZero = (growth: string): string => `(${growth} > 0)`;

/** Return a quantile of a histogram over a time, by some of its labels. */
export const quantile = (level: number, histogram: string, time: string, by = "", ...selected: string[]): string => {
  const labels = by === "" ? "le" : `${by}, le`;
  return `histogram_quantile(${level}, sum by (${labels}) (${dedupe(`increase(${histogram}_bucket${labelSelector(selected)}[${time}])`)}))`;
};

/** Return the calls that came in, without those that were set aside as anomalous traffic. */
export const ingressed = (time: string, by = ""): string => {
  const sum = by === "" ? "sum" : `sum by (${by})`;
  const entered = `${sum} (${dedupe(`increase(acd_calls_ingressed_total{${LINE}}[${time}])`)})`;
  const setAside = `${sum} (${dedupe(`increase(acd_calls_set_aside_total{${LINE}}[${time}])`)})`;
  return `clamp_min(${entered} - (${setAside} or 0 * ${entered}), 0)`;
};

/** Return the service level over a time: calls answered within the threshold ÷ calls in, without those set aside. */
export const serviceLevel = (time: string, by = ""): string => {
  const sum = by === "" ? "sum" : `sum by (${by})`;
  const incoming = ingressed(time, by);
  const within = `${sum} (${dedupe(`increase(acd_calls_answered_within_threshold_total{${LINE}}[${time}])`)})`;
  return `(${within} or 0 * ${incoming}) / (${incoming} > 0)`;
};

/** Return a gauge of queues, summed or by label. */
export const queueGauge = (gauge: string, by = "", ...selected: string[]): string => {
  const one = dedupe(`${gauge}${labelSelector([QUEUE, ...selected])}`);
  return by === "" ? `sum(${one})` : `sum by (${by}) (${one})`;
};

export const LINE_SELECTOR = LINE;
export const QUEUE_SELECTOR = QUEUE;
