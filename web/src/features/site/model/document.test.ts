import { describe, expect, it } from "vitest";
import { isSame, isWithin, valueAt, withValue } from "./document";

const SITE = {
  lines: { bogota: { name: "Bogotá", numbers: ["601", "602"] } },
  calendars: { atencion: { week: { saturday: ["8:00-13:00"] } } },
};

describe("a document", () => {
  it("gives the value at a path, through tables and lists", () => {
    expect(valueAt(SITE, ["lines", "bogota", "numbers", "1"])).toBe("602");
    expect(valueAt(SITE, ["lines", "nacional", "name"])).toBeUndefined();
    expect(valueAt(SITE, ["lines", "toString"])).toBeUndefined();
  });
  it("is copied where it changes, and keeps the order of its fields", () => {
    const next = withValue(SITE, ["lines", "bogota", "name"], "Línea Bogotá");
    expect(Object.keys(next)).toEqual(["lines", "calendars"]);
    expect(valueAt(next, ["lines", "bogota"])).toEqual({ name: "Línea Bogotá", numbers: ["601", "602"] });
    expect(next.calendars).toBe(SITE.calendars);
    expect(SITE.lines.bogota.name).toBe("Bogotá");
  });
  it("loses a field, an entry or an item, and a section without content", () => {
    expect(valueAt(withValue(SITE, ["lines", "bogota", "numbers", "0"], undefined), ["lines", "bogota"])).toEqual({
      name: "Bogotá",
      numbers: ["602"],
    });
    expect(withValue(SITE, ["lines", "bogota"], undefined)).toEqual({ calendars: SITE.calendars });
  });
  it("gets the holders of a new field", () => {
    expect(withValue({}, ["queues", "pagos", "overflow"], { full: { most: 3 } })).toEqual({
      queues: { pagos: { overflow: { full: { most: 3 } } } },
    });
  });
  it("is the same in any order of its fields, but not of its lists", () => {
    expect(isSame({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(isSame([1, 2], [2, 1])).toBe(false);
    expect(isSame({ a: undefined }, {})).toBe(false);
    expect(isWithin(["a", "b"], ["a"])).toBe(true);
    expect(isWithin(["a"], ["a", "b"])).toBe(false);
  });
});
