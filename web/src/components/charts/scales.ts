/** Scales, ticks and marks of charts. Pure: numbers in, numbers out. */

/** Return the function from a value to a position; a domain without extent maps to the start of the range. */
export function linearScale([low, high]: [number, number], [start, end]: [number, number]): (value: number) => number {
  const extent = high - low;
  return (value) => (extent === 0 ? start : start + ((value - low) / extent) * (end - start));
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Return a round step of an axis from 0 to at least `top`, with at most `count` steps. */
export function niceStep(top: number, count: number): number {
  if (!(top > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(top / count));
  const step = STEPS.find((each) => each * power * count >= top * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Return round ticks from 0 up to the first one that is not under `top`; the last tick is the end of the axis. */
export function niceTicks(top: number, count = 4, { whole = false }: { whole?: boolean } = {}): number[] {
  const found = niceStep(top, count);
  const step = whole ? Math.max(1, Math.ceil(found)) : found;
  const steps = Math.max(1, Math.ceil(top / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Return the ticks of an axis for values and a target; a percentage never exceeds 100. */
export function axisTicks(values: readonly number[], target: number | null, unit: "percent" | "seconds" | "count") {
  const top = Math.max(0, ...values, target ?? 0);
  const ticks = niceTicks(top === 0 ? 1 : top, 4, { whole: unit === "count" });
  return unit === "percent" ? ticks.filter((each) => each <= 100) : ticks;
}

/** Return every how many slots a label fits, given its width and the width of one slot. */
export const labelStep = (slotWidth: number, labelWidth: number): number =>
  Math.max(1, Math.ceil(labelWidth / Math.max(slotWidth, 0.01)));

/** Return the slot at a position, within bounds. */
export const slotAt = (x: number, slotWidth: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.floor(x / slotWidth)));

const [SMALLEST, LARGEST] = [2.25, 5.5];
/** Return the radius of a mark whose area grows with the volume behind it, so that five calls do not look like 500. */
export function markRadius(volume: number | null, most: number, slotWidth: number): number {
  const widest = Math.max(SMALLEST, Math.min(LARGEST, slotWidth / 2));
  if (volume === null || most <= 0) return SMALLEST;
  return SMALLEST + (widest - SMALLEST) * Math.sqrt(Math.min(1, volume / most));
}

export interface LinePoint {
  x: number;
  y: number;
}
/** Return the path of a line that breaks where a point is missing. */
export function linePath(points: readonly (LinePoint | null)[]): string {
  let pen = "M";
  return points
    .map((each) => {
      if (each === null) {
        pen = "M";
        return "";
      }
      const part = `${pen}${round(each.x)} ${round(each.y)}`;
      pen = "L";
      return part;
    })
    .join("");
}
const round = (value: number): number => Math.round(value * 10) / 10;

/** Return the level from 1 to `levels` of a value between 0 and `most`; 0 for nothing. */
export const sequentialLevel = (value: number, most: number, levels = 5): number =>
  value <= 0 || most <= 0 ? 0 : Math.min(levels, Math.ceil((value / most) * levels));

/** Return how far a value is from its target, from 1 to 3: by 10 and 25 points, or 25 and 75 % of a time. */
export function distanceLevel(value: number, target: number, unit: "percent" | "seconds"): number {
  const distance = Math.abs(value - target);
  const [near, far] = unit === "percent" ? [10, 25] : [target * 0.25, target * 0.75];
  return distance < near ? 1 : distance < far ? 2 : 3;
}
