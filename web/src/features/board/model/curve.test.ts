import { describe, expect, it } from "vitest";
import type { BoardCurves, CurveMetric } from "../../../api/board";
import { axisTicks, missesTarget, pointsOf, segmentsOf, valueText, volumeText } from "./curve";

const figure = (value: string | null) => ({ numerator: 3, denominator: 4, value });
const interval = (at: string, value: string | null) => ({
  at,
  incomplete: at === "09:00",
  figures: { service_level: figure(value) },
});
const CURVES = {
  days: [
    { day: "today", intervals: [interval("08:00", "75.00"), interval("09:30", null)] },
    { day: "yesterday", intervals: [interval("09:00", "80.00")] },
    { day: "last_week", intervals: [] },
  ],
} as unknown as BoardCurves;

describe("the points of a curve", () => {
  const points = pointsOf(CURVES, "service_level");
  it("are every half hour from the first to the last of all days", () => {
    expect(points.map(({ at }) => at)).toEqual(["08:00", "08:30", "09:00", "09:30"]);
    expect(points.map(({ figures }) => Object.keys(figures))).toEqual([["today"], [], ["yesterday"], []]);
    expect(points.filter(({ incomplete }) => incomplete).map(({ at }) => at)).toEqual(["09:00"]);
  });
  it("make no line over a half hour without a figure", () => {
    expect(segmentsOf(points, "today")).toEqual([[{ index: 0, value: 75 }]]);
    expect(segmentsOf(points, "last_week")).toEqual([]);
  });
  it("are none on a day without calls", () =>
    expect(pointsOf({ days: [] } as unknown as BoardCurves, "arrivals")).toEqual([]));
});

describe("the axis", () => {
  it.each([
    [7, "calls", [0, 2, 4, 6, 8]],
    [1, "callers", [0, 1]],
    [214, "seconds", [0, 60, 120, 180, 240]],
    [99_000, "calls", [0, 19_800, 39_600, 59_400, 79_200, 99_000]],
    [12, "percent", [0, 20, 40, 60, 80, 100]],
  ] as const)("up to %d %s has the steps %j", (highest, unit, steps) =>
    expect(axisTicks(highest, unit)).toEqual(steps),
  );
});

describe("a value", () => {
  it.each([
    ["1204", "calls", "1.204"],
    ["3.46", "callers", "3,5"],
    ["82.35", "percent", "82,35 %"],
    ["65.40", "seconds", "1:05"],
    [null, "percent", "–"],
  ] as const)("%s in %s reads «%s»", (value, unit, text) => expect(valueText(value, unit)).toBe(text));
  it("has its volume behind it, unless it is one", () => {
    expect(volumeText(figure("75.00"), "percent")).toBe("3 de 4");
    expect(volumeText(figure("3"), "calls")).toBe("");
  });
  it("misses a minimum below it, and a maximum above it", () => {
    const metric = (target: number | null, sense: CurveMetric["sense"]) => ({ target, sense }) as CurveMetric;
    expect(missesTarget("79.99", metric(80, "at_least"))).toBe(true);
    expect(missesTarget("5.00", metric(5, "at_most"))).toBe(false);
    expect(missesTarget("5.01", metric(5, "at_most"))).toBe(true);
    expect(missesTarget("1.00", metric(null, null))).toBe(null);
  });
});
