import { describe, expect, it } from "vitest";
import { readDay, writeDay } from "./day-text";

describe("a day", () => {
  it.each([
    ["5/12/2026", "2026-12-05"],
    ["05/12/2026", "2026-12-05"],
    [" 5-1-2027 ", "2027-01-05"],
    ["05122026", "2026-12-05"],
    ["29.2.2028", "2028-02-29"],
    ["2026-12-05", "2026-12-05"],
  ])("is read from %s", (text, day) => {
    expect(readDay(text)).toBe(day);
  });
  it.each(["", "12/2026", "31/11/2026", "29/2/2027", "5/13/2026", "2026-13-01", "mañana", "5/12/26"])(
    "is not read from «%s»",
    (text) => {
      expect(readDay(text)).toBeNull();
    },
  );
  it("is written with the day first", () => {
    expect(writeDay("2026-12-05")).toBe("05/12/2026");
    expect(writeDay("")).toBe("");
  });
});
