import { describe, expect, it } from "vitest";
import {
  axisTicks,
  distanceLevel,
  labelStep,
  linearScale,
  linePath,
  markRadius,
  niceTicks,
  sequentialLevel,
  slotAt,
} from "./scales";

describe("a linear scale", () => {
  it("maps the ends of the domain to the ends of the range", () => {
    const y = linearScale([0, 80], [100, 0]);
    expect([y(0), y(40), y(80)]).toEqual([100, 50, 0]);
  });
  it("maps a domain without extent to the start", () => {
    expect(linearScale([0, 0], [100, 0])(0)).toBe(100);
  });
});

describe("ticks", () => {
  it.each([0.3, 1, 3, 7, 9.9, 10, 23, 60, 99.99, 100, 480, 12_345])("cover 0 to %d with at most four steps", (top) => {
    const ticks = niceTicks(top);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(top);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.at(-2)).toBeLessThan(top);
  });
  it("are whole numbers for calls", () => {
    expect(axisTicks([3], null, "count")).toEqual([0, 1, 2, 3]);
  });
  it("reach a target above every value", () => {
    expect(axisTicks([12, 30], 80, "percent").at(-1)).toBeGreaterThanOrEqual(80);
  });
  it("never pass 100 %", () => {
    expect(axisTicks([100], 95, "percent").at(-1)).toBe(100);
  });
  it("have labels as often as they fit", () => {
    expect([labelStep(60, 48), labelStep(12, 48), labelStep(7, 48)]).toEqual([1, 4, 7]);
  });
});

describe("marks", () => {
  it("grow with the volume, and not beyond their slot", () => {
    const few = markRadius(5, 500, 30);
    expect(markRadius(500, 500, 30)).toBeGreaterThan(few * 1.9);
    expect(markRadius(500, 500, 6)).toBe(3);
    expect(markRadius(null, 0, 30)).toBe(markRadius(0, 500, 30));
  });
  it("are found by position, within bounds", () => {
    expect([-4, 0, 25, 999].map((x) => slotAt(x, 10, 5))).toEqual([0, 0, 2, 4]);
  });
  it("are joined by a line that breaks at a gap", () => {
    expect(linePath([{ x: 0, y: 1 }, { x: 2, y: 3.04 }, null, { x: 4, y: 5 }])).toBe("M0 1L2 3M4 5");
  });
});

describe("levels of colour", () => {
  it("rise with the value, and nothing has none", () => {
    expect([0, 1, 20, 21, 99, 100].map((each) => sequentialLevel(each, 100))).toEqual([0, 1, 1, 2, 5, 5]);
    expect(sequentialLevel(3, 0)).toBe(0);
  });
  it("say how far a figure is from its target", () => {
    expect([79, 69, 40].map((each) => distanceLevel(each, 80, "percent"))).toEqual([1, 2, 3]);
    expect([22, 30, 60].map((each) => distanceLevel(each, 20, "seconds"))).toEqual([1, 2, 3]);
  });
});
