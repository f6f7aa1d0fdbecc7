import { describe, expect, it } from "vitest";
import { alertKeys, alertsOf, MIN_VISITS } from "./alerts";

const NOW = Date.parse("2026-11-24T15:10:00Z");
const LIMITS = { waiting: 5, longest_wait_s: 60, service_level: 80, abandon_rate: 5 };
const queue = (waiting: number, seconds: number | null) => ({
  waiting,
  longest_since: seconds === null ? null : new Date(NOW - seconds * 1000).toISOString(),
});
const day = (entered: number, within: number, abandoned: number) => ({ entered, within, abandoned });
const kinds = (...of: Parameters<typeof alertsOf>) => alertsOf(...of).map(({ kind }) => kind);

describe("the alerts of a queue", () => {
  it.each([
    [queue(4, 60), day(100, 80, 5), []],
    [queue(5, 61), day(100, 80, 5), ["waiting", "longest_wait"]],
    [queue(0, null), day(100, 79, 6), ["service_level", "abandon_rate"]],
    [queue(0, null), day(MIN_VISITS - 1, 0, 9), []],
    [queue(0, null), undefined, []],
  ] as const)("%j with %j are %j", (now, today, expected) => expect(kinds(now, today, LIMITS, NOW)).toEqual(expected));
  it("are none without thresholds, and a threshold of null marks nothing", () => {
    expect(alertsOf(queue(99, 999), undefined, undefined, NOW)).toEqual([]);
    const none = { waiting: null, longest_wait_s: null, service_level: null, abandon_rate: null };
    expect(alertsOf(queue(99, 999), day(100, 0, 100), none, NOW)).toEqual([]);
  });
  it("keep their key while only the value changes, so that they sound once", () => {
    const key = (waiting: number) =>
      alertKeys([{ queue: "pagos", name: "Pagos", alerts: alertsOf(queue(waiting, null), undefined, LIMITS, NOW) }]);
    expect(key(6)).toEqual(key(9));
  });
});
