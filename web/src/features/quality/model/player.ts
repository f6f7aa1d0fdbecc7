/** The player of a recording: its speeds, its places, and the shape of a waveform. Pure. */
import type { Recording } from "../../../api/types";
import { decimalSign } from "../../../i18n/translate";

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;
export const SKIP_S = 5;

/** Return the next faster or slower speed; the fastest and the slowest stay. */
export function stepSpeed(speed: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((each) => each >= speed);
  return SPEEDS[Math.min(Math.max((at < 0 ? SPEEDS.length : at) + step, 0), SPEEDS.length - 1)] ?? 1;
}

/** Format as «1,25×». */
export const speedLabel = (speed: number): string => `${String(speed).replace(".", decimalSign)}×`;

/** Return a place within a recording, in seconds. */
export const placeWithin = (second: number, lengthS: number): number => Math.min(Math.max(second, 0), lengthS);

/** Which sides are heard. */
export interface MutedSides {
  caller: boolean;
  advisor: boolean;
}

/** Return how loud each side is in each ear: both as recorded, or one of them in both ears. */
export function sideGains({
  caller,
  advisor,
}: MutedSides): Record<"callerLeft" | "callerRight" | "advisorLeft" | "advisorRight", number> {
  return {
    callerLeft: caller ? 0 : 1,
    callerRight: !caller && advisor ? 1 : 0,
    advisorLeft: !advisor && caller ? 1 : 0,
    advisorRight: advisor ? 0 : 1,
  };
}

/** Return the peaks in fewer columns, each with the loudest of its part. */
export function columnsOf(peaks: readonly number[], count: number): number[] {
  if (peaks.length <= count) return [...peaks];
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(Math.floor(((index + 1) * peaks.length) / count), from + 1);
    return Math.max(...peaks.slice(from, to));
  });
}

/**
 * Return the outline of a waveform, mirrored at its middle, as the path of an SVG that is as wide as it has columns and
 * two high. A silent column still has a thin line.
 */
export function waveformPath(columns: readonly number[], top: number): string {
  const heights = columns.map((each) => Math.max(each / top, 0.02).toFixed(2));
  const above = heights.map((height, x) => `V${(1 - Number(height)).toFixed(2)}H${x + 1}`);
  const below = heights.map((height, x) => `V${(1 + Number(height)).toFixed(2)}H${x}`).reverse();
  return `M0 1${above.join("")}${below.join("")}Z`;
}

/** Return the stored recording that was on at a moment, and the second in it. */
export function placeOf(recordings: readonly Recording[], at: string): { id: string; second: number } | null {
  for (const { id, state, began_at, duration_ms } of recordings) {
    const ms = Date.parse(at) - Date.parse(began_at);
    if (state === "stored" && ms >= 0 && ms <= (duration_ms ?? 0)) return { id, second: Math.floor(ms / 1000) };
  }
  return null;
}
