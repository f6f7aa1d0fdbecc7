import { describe, expect, it } from "vitest";
import type { IndicatorSeries, SeriesPoint } from "../../../api/figures";
import { chartPoints } from "../../oversight/model/chart-points";
import { dayRows, differenceText, pointsAt, shiftedStarts, slotStarts } from "./evolution";

const point = (starts_at: string, numerator: number, denominator: number): SeriesPoint => ({
  starts_at,
  version: "v",
  numerator,
  denominator,
  value: denominator ? ((100 * numerator) / denominator).toFixed(2) : null,
  target: 80,
  meets: denominator ? numerator / denominator >= 0.8 : null,
  incomplete: false,
  entered: denominator,
  answered: numerator,
  abandoned: 0,
});
const series = (by: IndicatorSeries["by"], points: SeriesPoint[]): IndicatorSeries =>
  ({ by, points, definition: { name: "Nivel", unit: "percent", target: 80 } }) as IndicatorSeries;
const NOVEMBER = { from: "2026-11-02", until: "2026-11-05" };

describe("an indicator over time", () => {
  const points = [point("2026-11-02T05:00:00Z", 4, 5), point("2026-11-04T05:00:00Z", 350, 500)];
  it("has every day until today, also those without a call", () => {
    const starts = slotStarts(NOVEMBER, "day", "2026-11-04", points);
    expect(starts.map((each) => new Date(each).toISOString().slice(0, 10))).toEqual([
      "2026-11-02",
      "2026-11-03",
      "2026-11-04",
    ]);
    const drawn = chartPoints(pointsAt(series("day", points), starts), "percent");
    expect(drawn.map((each) => each && [each.value, each.volume, each.meets])).toEqual([
      [80, 5, true],
      null,
      [70, 500, false],
    ]);
    expect(drawn[2]?.text).toBe("70,00 % (350 ÷ 500)");
  });
  it("lies beside the same places of another period", () => {
    const starts = slotStarts(NOVEMBER, "day", "2026-11-30", []);
    expect(shiftedStarts(starts, 28, "day").map((each) => new Date(each).toISOString().slice(0, 10))[0]).toBe(
      "2026-10-05",
    );
    const months = slotStarts({ from: "2026-02-10", until: "2026-03-20" }, "month", "2026-12-01", []);
    expect(shiftedStarts(months, 59, "month").map((each) => new Date(each).toISOString().slice(0, 7))).toEqual([
      "2025-12",
      "2026-01",
    ]);
  });
  it("differs from it by points or seconds", () => {
    expect(differenceText("82.50", "80.00", "percent")).toBe("+2,50 puntos");
    expect(differenceText("12.00", "16.00", "seconds")).toBe("-4,00 s");
    expect(differenceText(null, "16.00", "seconds")).toBe("");
  });
});

describe("half hours of many days", () => {
  const points = [point("2026-11-02T13:00:00Z", 4, 5), point("2026-11-03T14:30:00Z", 90, 100)];
  it("are a row for each day and a column for each half hour between the first and the last", () => {
    const { columns, rows } = dayRows(series("interval", points), NOVEMBER, "2026-11-03", (slot) => `abre ${slot}`);
    expect(columns.map(({ label }) => label)).toEqual(["08:00", "08:30", "09:00", "09:30"]);
    expect(rows.map(({ cells }) => cells.map((each) => each && [each.text, each.level, each.meets, each.few]))).toEqual(
      [
        [["80", 1, true, true], null, null, null],
        [null, null, null, ["90", 2, true, false]],
      ],
    );
    expect(rows[0]?.cells[0]?.label).toContain("80,00 % (4 ÷ 5), cumple");
    expect(rows[0]?.cells[0]?.to).toBe("abre 2026-11-02T13:00:00Z");
  });
});
