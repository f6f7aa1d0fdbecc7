import { describe, expect, it } from "vitest";
import { periodLabel, quarters, years } from "./report-labels";

describe("the period of a report", () => {
  it("is named by its days", () => {
    const names = [
      ["2026-11-25", "2026-11-25"],
      ["2026-11-01", "2026-11-30"],
      ["2026-10-01", "2026-12-31"],
      ["2026-01-01", "2026-12-31"],
    ].map(([first_day = "", last_day = ""]) => periodLabel({ first_day, last_day }));
    expect(names).toEqual(["25 de noviembre de 2026", "noviembre de 2026", "cuarto trimestre de 2026", "año 2026"]);
  });
  it("is offered with the last complete one first, and the current one at the end", () => {
    expect(quarters("2026-02-01").slice(0, 2)).toEqual(["2025-T4", "2025-T3"]);
    expect(quarters("2026-02-01").at(-1)).toBe("2026-T1");
    expect(years("2026-02-01")).toEqual(["2025", "2024", "2023", "2022", "2021", "2026"]);
  });
});
