import { describe, expect, it } from "vitest";
import { comparedRange, type Comparison, monthsBefore } from "./comparison";

const NOVEMBER = { from: "2026-11-01", until: "2026-11-30" };
const compared = (compare: Comparison, byWeekday: boolean, range = NOVEMBER, compareFrom = "") =>
  comparedRange(range, { compare, compareFrom, byWeekday });
const weekday = (day: string) => new Date(`${day}T12:00:00Z`).getUTCDay();

describe("the period of a comparison", () => {
  it("is the one before, of the same length", () => {
    expect(compared("anterior", false)).toEqual({ from: "2026-10-02", until: "2026-10-31" });
  });
  it("begins on the same weekday where weekdays are aligned, and never overlaps the period before", () => {
    expect(compared("anterior", true)).toEqual({ from: "2026-09-27", until: "2026-10-26" });
    for (const compare of ["anterior", "mes", "anio"] as const)
      expect(weekday(compared(compare, true)?.from ?? "")).toBe(weekday(NOVEMBER.from));
  });
  it("is the same days of the month or the year before", () => {
    expect(compared("mes", false)).toEqual({ from: "2026-10-01", until: "2026-10-30" });
    expect(compared("anio", false)).toEqual({ from: "2025-11-01", until: "2025-11-30" });
    expect(compared("anio", true)?.from).toBe("2025-11-02");
  });
  it("is free, and may be a later one", () => {
    expect(compared("libre", false, NOVEMBER, "2026-03-05")?.from).toBe("2026-03-05");
    expect(compared("libre", true, NOVEMBER, "2026-03-05")?.from).toBe("2026-03-08");
    expect(compared("libre", false, { from: "2026-01-05", until: "2026-01-06" }, "2026-02-01")).toEqual({
      from: "2026-02-01",
      until: "2026-02-02",
    });
  });
  it("does not exist without a choice", () => {
    expect(compared("", true)).toBeNull();
    expect(compared("libre", true)).toBeNull();
    expect(compared("libre", false, NOVEMBER, "2026-11-01")).toBeNull();
  });
});

it("goes back to the last day of a shorter month", () => {
  expect([monthsBefore("2026-03-31", 1), monthsBefore("2026-01-15", 1), monthsBefore("2024-02-29", 12)]).toEqual([
    "2026-02-28",
    "2025-12-15",
    "2023-02-28",
  ]);
});
