import { describe, expect, it } from "vitest";
import { hoursText, openHours, readHours, withException, writeHours } from "./hours";
import { dayAfterKey, dayText, localDay, weekdayOf, yearOf } from "./year";

describe("opening hours", () => {
  it("are read as people type them, and written as the site does", () => {
    expect(readHours("7:00-19:00")).toEqual(["7:00-19:00"]);
    expect(readHours("14 a 19:30, 07:00 - 12")).toEqual(["7:00-12:00", "14:00-19:30"]);
    expect(readHours("7:00-12:00 y 13.30–24")).toEqual(["7:00-12:00", "13:30-24:00"]);
    expect(readHours("  ")).toEqual([]);
    expect(writeHours(["7:00-12:00", "14:00-19:00"])).toBe("7:00-12:00, 14:00-19:00");
  });
  it.each(["7", "7-", "19:00-7:00", "7:00-25:00", "7:60-9:00", "7-9-11", "siete a nueve", "7-9, "])(
    "does not take «%s»",
    (text) => expect(readHours(text)).toBeNull(),
  );
  it("are counted and said", () => {
    expect(openHours(["7:00-12:00", "13:30-24:00"])).toBe(15.5);
    expect(hoursText(["7:00-12:00", "14:00-19:00"])).toBe("7:00 a 12:00 y 14:00 a 19:00");
    expect(hoursText([])).toBe("cerrado");
  });
});

describe("exceptions", () => {
  const first = { day: "2026-12-24", hours: ["7:00-12:00"], reason: "Nochebuena" };
  it("stay in the order of their days, one for each", () => {
    const closed = { day: "2026-11-02", hours: [], reason: "Mudanza" };
    const both = withException([first], closed.day, closed);
    expect(both.map(({ day }) => day)).toEqual(["2026-11-02", "2026-12-24"]);
    expect(withException(both, first.day, { ...first, hours: [] })).toHaveLength(2);
    expect(withException(both, first.day, null)).toEqual([closed]);
  });
});

describe("the year of a calendar", () => {
  const calendar = {
    week: { thursday: ["7:00-19:00"], friday: ["7:00-19:00"] },
    exceptions: [
      { day: "2026-12-24", hours: ["7:00-12:00"], reason: "Nochebuena" },
      { day: "2026-12-25", hours: ["8:00-9:00"], reason: "Turno" },
    ],
  };
  const holidays = new Map([
    ["2026-12-25", "Navidad"],
    ["2026-01-01", "Año nuevo"],
  ]);
  const dayOf = (day: string, of: Record<string, unknown> = calendar) => {
    const found = yearOf(of, 2026, holidays)
      .flatMap(({ days }) => days)
      .find((each) => each.day === day);
    return [found?.hours, found?.source];
  };
  it("has every day once, with its weekday", () => {
    const months = yearOf(calendar, 2024, new Map());
    expect(months.flatMap(({ days }) => days)).toHaveLength(366);
    expect(months[1]?.days.at(-1)?.day).toBe("2024-02-29");
    expect([months[1]?.before, weekdayOf("2026-12-24")]).toEqual([3, "thursday"]);
  });
  it("takes an exception before a holiday, and a holiday before the week", () => {
    expect(dayOf("2026-12-24")).toEqual([["7:00-12:00"], "exception"]);
    expect(dayOf("2026-12-25")).toEqual([["8:00-9:00"], "exception"]);
    expect(dayOf("2026-01-01")).toEqual([[], "holiday"]);
    expect(dayOf("2026-01-02")).toEqual([["7:00-19:00"], "week"]);
    expect(dayOf("2026-01-03")).toEqual([[], "week"]);
    expect(dayOf("2026-01-01", { ...calendar, holidays: "none" })).toEqual([["7:00-19:00"], "week"]);
  });
  it("says what a day is", () => {
    const days = yearOf(calendar, 2026, holidays).flatMap((month) => month.days);
    const said = (day: string) => dayText(days.find((each) => each.day === day)!);
    expect(said("2026-12-24")).toBe("7:00 a 12:00, excepción: Nochebuena");
    expect(said("2026-01-01")).toBe("cerrado, festivo: Año nuevo");
  });
});

describe("the keys of the year", () => {
  it("go over days, weeks and months, also into another year", () => {
    expect(dayAfterKey("2026-12-31", "ArrowRight")).toBe("2027-01-01");
    expect(dayAfterKey("2026-03-01", "ArrowUp")).toBe("2026-02-22");
    expect(dayAfterKey("2026-12-24", "Home")).toBe("2026-12-21");
    expect(dayAfterKey("2026-12-24", "End")).toBe("2026-12-27");
    expect(dayAfterKey("2026-03-31", "PageUp")).toBe("2026-02-28");
    expect(dayAfterKey("2026-12-31", "PageDown")).toBe("2027-01-31");
    expect(dayAfterKey("2026-12-31", "a")).toBeNull();
  });
  it("begin at the day of Colombia", () => {
    expect(localDay(Date.parse("2026-12-02T03:00:00Z"))).toBe("2026-12-01");
  });
});
