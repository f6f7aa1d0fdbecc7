import { describe, expect, it } from "vitest";
import type { ContactReason } from "../../../api/figures";
import { pivotReasons, weeksOf, weekWithin } from "./reasons";

const reason = (week_begins: string, line: string, theme: string, calls: number): ContactReason => ({
  week: "",
  week_begins,
  line,
  kind: "solicitud",
  theme,
  subtheme: "",
  name: theme,
  calls,
});

describe("the reasons as a table", () => {
  const reasons = [
    reason("2026-11-09", "bogota", "pagos", 2),
    reason("2026-11-02", "bogota", "pagos", 3),
    reason("2026-11-02", "nacional", "pagos", 9),
  ];
  it("has a column for each week, in order", () => {
    expect(weeksOf(reasons)).toEqual(["2026-11-02", "2026-11-09"]);
  });
  it("has a row for each topic and line, and 0 where there was no call", () => {
    const rows = pivotReasons(reasons, weeksOf(reasons));
    expect(rows.map(({ line, calls, total }) => [line, calls, total])).toEqual([
      ["nacional", [9, 0], 9],
      ["bogota", [3, 2], 5],
    ]);
  });
});

it("leads to the days of a week within the period", () => {
  const november = { from: "2026-11-01", until: "2026-11-30" };
  expect(weekWithin("2026-10-26", november)).toEqual({ from: "2026-11-01", until: "2026-11-01" });
  expect(weekWithin("2026-11-09", november)).toEqual({ from: "2026-11-09", until: "2026-11-15" });
  expect(weekWithin("2026-11-30", november)).toEqual({ from: "2026-11-30", until: "2026-11-30" });
});
