import { describe, expect, it } from "vitest";
import { alarmsOf, cutsOf, lengthText, readDays, rulesText } from "./terms-rules";

describe("the rules of terms", () => {
  it("are those of every entity where the site says nothing", () => {
    expect(alarmsOf({})).toEqual([5, 3, 1]);
    expect(rulesText({})).toBe(
      "Se avisa faltando, en días hábiles: 5, 3, 1. El semáforo pasa a amarillo con 5 días hábiles y a rojo con 2 días hábiles. Los sábados no cuentan.",
    );
  });
  it("are said as the site has them", () => {
    const terms = { alarms: [2, 0], yellow_days: 1, red_days: 0, saturdays: true };
    expect(rulesText({ terms })).toBe(
      "Se avisa faltando, en días hábiles: 2, el último día. El semáforo pasa a amarillo con 1 día hábil y a rojo con 0 días hábiles. Los sábados cuentan.",
    );
    expect(rulesText({ terms: { alarms: [] } })).toContain("No se avisa.");
  });
  it("are read from a list as people write it", () => {
    expect(readDays("1, 3 y 5")).toEqual([5, 3, 1]);
    expect(readDays("")).toEqual([]);
    expect(readDays("5, tres")).toBeNull();
    expect(readDays("31")).toBeNull();
  });
  it("keep what a rule of receipt does not say", () => {
    const terms = {
      receipt_cuts: [{ since: "2026-11-01" }, { since: "2027-01-01", closes_at: "16:30", channels: ["web"] }],
    };
    expect(cutsOf({ terms })).toEqual(terms.receipt_cuts);
  });
  it("stand beside lengths in days or months", () => {
    expect(lengthText({ days: 15, months: null })).toBe("15 días hábiles");
    expect(lengthText({ days: null, months: 1 })).toBe("1 mes");
  });
});
