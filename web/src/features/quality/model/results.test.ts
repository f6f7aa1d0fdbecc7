import { describe, expect, it } from "vitest";
import { axisFloor, axisPosition, intervalLabel, measureName, parseRange, rangePresets, resultsPath } from "./results";

const figure = (low: string, high: string) => ({
  measure: "user" as const,
  evaluations: 200,
  total: "190",
  value: "95.00",
  low,
  high,
  weighted: false,
});

describe("the results of quality", () => {
  it("offers this month, the last one and three months", () => {
    expect(rangePresets("2026-11-30").map(({ name, from, until }) => [name, from, until])).toEqual([
      ["Este mes", "2026-11-01", "2026-11-30"],
      ["Mes pasado", "2026-10-01", "2026-10-31"],
      ["Tres meses", "2026-09-01", "2026-11-30"],
    ]);
  });

  it("keeps range and channel in the address, and gives the month for an invalid one", () => {
    const range = { from: "2026-10-01", until: "2026-10-31" };
    const path = resultsPath(range, "phone");
    expect(path).toBe("/calidad/resultados?desde=2026-10-01&hasta=2026-10-31&canal=phone");
    expect(parseRange(path.slice(path.indexOf("?")), "2026-11-30")).toEqual(range);
    const month = { from: "2026-11-01", until: "2026-11-30" };
    expect(parseRange("?desde=2026-12-24&hasta=2026-12-31", "2026-11-30")).toEqual(month);
    expect(parseRange("?desde=2026-10-31&hasta=2026-10-01", "2026-11-30")).toEqual(month);
    expect(parseRange("?desde=ayer", "2026-11-30")).toEqual(month);
  });

  it("draws all intervals of a table on one axis that begins at a multiple of ten", () => {
    expect(axisFloor([figure("91.04", "97.27"), undefined])).toBe(90);
    expect(axisFloor([figure("72.24", "100.00"), figure("91.04", "97.27")])).toBe(70);
    expect(axisFloor([])).toBe(90);
    expect(axisFloor([figure("0.00", "43.45")])).toBe(0);
    expect([axisPosition(70, 70), axisPosition(85, 70), axisPosition(100, 70)]).toEqual([0, 50, 100]);
  });

  it("names measures as the entity does, and an interval by its two ends", () => {
    const families = [{ id: "user" as const, name: "Error del usuario" }];
    expect([measureName("user", families), measureName("score", families)]).toEqual([
      "Error del usuario",
      "Nota media",
    ]);
    expect(intervalLabel(figure("91.04", "97.27"))).toMatch(/^91,04 a 97,27.%$/);
  });
});
