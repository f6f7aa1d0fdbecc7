import { describe, expect, it } from "vitest";
import { readHours, toFieldTime, toSiteTime } from "./short-forms";

describe("opening hours", () => {
  it.each([
    ["7-19", "7:00-19:00"],
    ["7:00 – 19:00", "7:00-19:00"],
    ["07:30 a 13:00", "7:30-13:00"],
    ["0:00-24:00", "0:00-24:00"],
  ])("are read from %s", (text, hours) => expect(readHours(text)).toBe(hours));
  it.each(["19-7", "7:00", "7:60-9", "25-26", "siete a nueve", ""])("are none in %s", (text) =>
    expect(readHours(text)).toBeNull(),
  );
});

describe("times", () => {
  it("have two digits in a field, and one in a site", () => {
    expect(toFieldTime("7:30")).toBe("07:30");
    expect(toSiteTime("07:30")).toBe("7:30");
    expect(toSiteTime("10:30")).toBe("10:30");
  });
});
