import { describe, expect, it } from "vitest";
import { readMoment, readMonth, readTime, withDay, writeMoment, writeMonth } from "./moment-text";

describe("a time", () => {
  it.each([
    ["15:30", "15:30"],
    ["3:05", "03:05"],
    ["1530", "15:30"],
    ["930", "09:30"],
    ["3:30 p. m.", "15:30"],
    ["3:30pm", "15:30"],
    ["12:00 a. m.", "00:00"],
    ["12 p. m.", "12:00"],
    ["00:00", "00:00"],
  ])("is read from «%s»", (text, time) => {
    expect(readTime(text)).toBe(time);
  });
  it.each(["", "15", "24:00", "15:60", "15:3", "13:30 p. m.", "0:30 a. m.", "mediodía"])(
    "is not read from «%s»",
    (text) => {
      expect(readTime(text)).toBeNull();
    },
  );
});

describe("a moment", () => {
  it.each([
    ["5/12/2026 15:30", "2026-12-05T15:30"],
    ["05-12-2026, 3:30 p. m.", "2026-12-05T15:30"],
    ["05122026 1530", "2026-12-05T15:30"],
    ["2026-12-05T15:30", "2026-12-05T15:30"],
  ])("is read from «%s»", (text, moment) => {
    expect(readMoment(text)).toBe(moment);
  });
  it.each(["", "05/12/2026", "05/12/2026 ", "15:30", "31/11/2026 15:30", "05/12/2026 25:00"])(
    "is not read from «%s»",
    (text) => {
      expect(readMoment(text)).toBeNull();
    },
  );
  it("is written with the day first and 24 hours", () => {
    expect(writeMoment("2026-12-05T15:30")).toBe("05/12/2026 15:30");
    expect(writeMoment("")).toBe("");
  });
  it("keeps its time on another day, and waits for one that was not typed", () => {
    expect(withDay("5/12/2026 3:30 p. m.", "2026-12-09")).toBe("09/12/2026 15:30");
    expect(withDay("", "2026-12-09")).toBe("09/12/2026 ");
    expect(withDay("09/12/2026 ", "2026-12-10")).toBe("10/12/2026 ");
  });
});

describe("a month", () => {
  it.each([
    ["11/2026", "2026-11"],
    ["1-2027", "2027-01"],
    ["2026-11", "2026-11"],
    ["noviembre de 2026", "2026-11"],
    ["Nov. 2026", "2026-11"],
  ])("is read from «%s»", (text, month) => {
    expect(readMonth(text)).toBe(month);
  });
  it.each(["", "13/2026", "0/2026", "2026", "11/26", "mes 2026"])("is not read from «%s»", (text) => {
    expect(readMonth(text)).toBeNull();
  });
  it("is written with its number first", () => {
    expect(writeMonth("2026-11")).toBe("11/2026");
    expect(writeMonth("")).toBe("");
  });
});
