import { describe, expect, it } from "vitest";
import {
  localDay,
  daysOfMonth,
  figureRange,
  fromLocalInput,
  previousMonth,
  addDays,
  viewPath,
  presets,
  parseView,
  toLocalInput,
  closeFigure,
  rangeError,
  invalidRange,
} from "./indicator-view";

const TODAY = "2026-11-26";

describe("the view of an address", () => {
  it("is the whole current month for an empty or invalid query", () => {
    const expected = {
      from: "2026-11-01",
      until: TODAY,
      by: "period",
      line: "",
      queue: "",
      pane: "cifras",
      indicator: "",
      slot: "",
      part: "",
    };
    expect(parseView("", TODAY)).toEqual(expected);
    expect(parseView("?desde=2026-13-45&hasta=ayer&por=siglo&vista=otra&parte=x", TODAY)).toEqual(expected);
    expect(parseView("?desde=2026-11-20&hasta=2026-11-19", TODAY)).toEqual(expected);
    expect(parseView("?desde=0001-01-01&hasta=9999-12-31", TODAY)).toEqual(expected);
  });
  it("shows no calls over time without a time slot", () => {
    expect(parseView("?por=dia&parte=denominador", TODAY).part).toBe("");
    expect(parseView("?por=dia&parte=denominador&tramo=ayer", TODAY)).toMatchObject({ part: "", slot: "" });
    expect(parseView("?parte=denominador", TODAY).part).toBe("denominator");
  });
  it("survives a round trip through the address", () => {
    const view = {
      ...parseView("", TODAY),
      from: "2026-10-01",
      until: "2026-10-31",
      by: "day" as const,
      line: "nacional",
      queue: "pagos",
      pane: "cifras" as const,
      indicator: "asa",
      slot: "2026-10-03T05:00:00Z",
      part: "numerator" as const,
    };
    const path = viewPath(view);
    expect(path.startsWith("/indicadores?desde=2026-10-01")).toBe(true);
    expect(parseView(path.slice(path.indexOf("?")), TODAY)).toEqual(view);
  });
  it("closes the calls when it changes to another figure", () => {
    expect(closeFigure({ ...parseView("", TODAY), slot: "x", part: "numerator" }, { indicator: "asa" })).toMatchObject({
      slot: "",
      part: "",
      indicator: "asa",
    });
  });
});

describe("days and months in Colombia", () => {
  it("cross the ends of months and years", () => {
    expect([addDays("2026-12-31"), addDays("2028-02-28"), addDays("2026-03-01", -1)]).toEqual([
      "2027-01-01",
      "2028-02-29",
      "2026-02-28",
    ]);
    expect(daysOfMonth("2026-12")).toEqual({ from: "2026-12-01", until: "2026-12-31" });
    expect(daysOfMonth("2028-02").until).toBe("2028-02-29");
    expect(previousMonth("2026-01")).toBe("2025-12");
  });
  it("begin at 05:00 UTC", () => {
    expect(localDay("2026-11-26T04:59:59Z")).toBe("2026-11-25");
    expect(localDay("2026-11-26T05:00:00Z")).toBe("2026-11-26");
    expect(fromLocalInput(toLocalInput(Date.parse("2026-11-26T03:07:00Z")))).toBe("2026-11-26T03:07:00.000Z");
  });
  it("form a valid range, or give an error", () => {
    expect(rangeError({ from: "2026-11-01", until: TODAY }, TODAY)).toBe("");
    expect(rangeError({ from: "2026-12-10", until: "2026-11-01" }, TODAY)).toBe("«Desde» es posterior a «hasta».");
    expect(rangeError({ from: "2026-12-10", until: "2026-12-11" }, TODAY)).toBe("«Desde» todavía no llega.");
    expect(invalidRange("?desde=2026-12-10&hasta=2026-11-01")).toEqual({ from: "2026-12-10", until: "2026-11-01" });
    expect([invalidRange("?desde=2026-11-01&hasta=2026-11-02"), invalidRange("?desde=x")]).toEqual([null, null]);
  });
  it("have presets", () => {
    expect(presets(TODAY).map(({ from, until }) => [from, until])).toEqual([
      [TODAY, TODAY],
      ["2026-11-25", "2026-11-25"],
      ["2026-11-01", TODAY],
      ["2026-10-01", "2026-10-31"],
    ]);
  });
});

describe("the range of a figure", () => {
  const of = (by: "period" | "month" | "day" | "interval", slot: string) =>
    figureRange({ ...parseView("?desde=2026-10-10&hasta=2026-11-20", TODAY), by, slot });
  it("is the whole period, or its own day, half hour, or the visible part of its month", () => {
    expect(of("period", "")).toEqual({ from: "2026-10-10", to: "2026-11-21" });
    expect(of("day", "2026-11-03T05:00:00Z")).toEqual({ from: "2026-11-03", to: "2026-11-04" });
    expect(of("interval", "2026-11-03T15:30:00Z")).toEqual({
      from: "2026-11-03T15:30:00.000Z",
      to: "2026-11-03T16:00:00.000Z",
    });
    expect(of("month", "2026-10-10T05:00:00Z")).toEqual({ from: "2026-10-10", to: "2026-11-01" });
    expect(of("month", "2026-11-01T05:00:00Z")).toEqual({ from: "2026-11-01", to: "2026-11-21" });
  });
});
