import { describe, expect, it } from "vitest";
import type { WeekHour, WeekHours } from "../../../api/figures";
import { ARRIVALS, hourRows } from "./week-hours";

const hour = (weekday: number, at: number, entered: number): WeekHour => ({
  weekday,
  hour: at,
  numerator: entered / 2,
  denominator: entered,
  value: "50.00",
  meets: false,
  incomplete: false,
  entered,
  answered: entered / 2,
  abandoned: 1,
});
const WEEK = {
  days: [5, 4, 4, 4, 4, 4, 5],
  hours: [hour(1, 8, 100), hour(2, 8, 100), hour(7, 10, 4)],
  definition: { unit: "percent", target: 80 },
} as WeekHours;

describe("hours of the week", () => {
  it("have a row for each hour between the first and the last", () => {
    expect(hourRows(WEEK, ARRIVALS).map(({ label }) => label)).toEqual(["08:00", "09:00", "10:00"]);
    expect(hourRows({ ...WEEK, hours: [] }, ARRIVALS)).toEqual([]);
  });
  it("show the calls of an average day, because a period may have more Mondays than Tuesdays", () => {
    const [first] = hourRows(WEEK, ARRIVALS);
    expect(first?.cells.map((each) => each?.text)).toEqual(["20", "25", ...Array(5).fill(undefined)]);
    expect(first?.cells[0]?.label).toContain("20 llamadas por día (100 en 5 días)");
  });
  it("show a figure with its cases and its side of the target", () => {
    const rows = hourRows(WEEK, "nivel_servicio");
    expect(rows[0]?.cells[0]).toMatchObject({ text: "50", volume: "100", meets: false, level: 3, few: false });
    expect(rows[2]?.cells[6]).toMatchObject({ few: true });
  });
});
