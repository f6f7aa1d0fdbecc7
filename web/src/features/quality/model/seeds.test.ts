import { describe, expect, it } from "vitest";
import {
  cleanNumber,
  daysOfWeek,
  generateNumber,
  hexOf,
  numberError,
  numberFile,
  revealError,
  seedState,
  weekAfter,
  weekOfDay,
  weeksToCommit,
} from "./seeds";

const NUMBER = "0123456789".repeat(4);
const at = (text: string) => Date.parse(text);

describe("the number", () => {
  it("has 40 digits from fair bytes only: those from 250 on are left out", () => {
    let next = 245;
    const number = generateNumber((bytes) => bytes.forEach((_, index) => (bytes[index] = next++ % 256)));
    expect(number).toBe(`56789${"0123456789".repeat(3)}01234`);
  });
  it("asks for more bytes where too many are left out", () => {
    let asked = 0;
    const number = generateNumber((bytes) => bytes.fill(asked++ === 0 ? 255 : 7));
    expect([number, asked]).toEqual(["7".repeat(40), 2]);
  });
  it("has an error unless it has 40 digits; spaces of a copy do not count", () => {
    expect([NUMBER, NUMBER.slice(1), NUMBER.slice(3), `${NUMBER}1`, `${NUMBER}12`, "12a"].map(numberError)).toEqual([
      "",
      "Falta 1 cifra.",
      "Faltan 3 cifras.",
      "Sobra 1 cifra.",
      "Sobran 2 cifras.",
      "El número solo tiene cifras del 0 al 9.",
    ]);
    expect(cleanNumber(` ${NUMBER.slice(0, 20)} ${NUMBER.slice(20)}\n`)).toBe(NUMBER);
  });
  it("has the commitment that the server calculates", async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(NUMBER));
    // printf %s 0123456789012345678901234567890123456789 | sha256sum
    expect(hexOf(digest)).toBe("fb526cd4ad0ec978c1a9e78f7c0728711139978424d618eb228be59e21188970");
  });
  it("is refused before it is sent if another one was committed", () => {
    expect([revealError("", "ab"), revealError("ab", "ab")]).toEqual(["", ""]);
    expect(revealError("cd", "ab")).toContain("No se envía.");
  });
  it("is kept in a file with its week and commitment", () => {
    expect(numberFile("2026-W50", NUMBER, "ab")).toMatch(/2026-W50\n\nNúmero: 0123.*\nCompromiso \(SHA-256\): ab\n/);
  });
});

describe("a week", () => {
  it("has its days, also at the end of a year with 53 weeks", () => {
    expect(daysOfWeek("2026-W47")).toEqual({ first: "2026-11-16", last: "2026-11-22" });
    expect(daysOfWeek("2026-W53")).toEqual({ first: "2026-12-28", last: "2027-01-03" });
    expect(daysOfWeek("2027-W01")).toEqual({ first: "2027-01-04", last: "2027-01-10" });
    expect(["2027-W53", "2026-W00", "2026-47", "x", ""].map(daysOfWeek)).toEqual([null, null, null, null, null]);
  });
  it("is the inverse of its days, for years of each form", () => {
    for (const year of [2024, 2025, 2026, 2027, 2032])
      for (let number = 1; number <= 52; number++) {
        const week = `${year}-W${String(number).padStart(2, "0")}`;
        const days = daysOfWeek(week);
        expect(days && [weekOfDay(days.first), weekOfDay(days.last)]).toEqual([week, week]);
      }
    const last = daysOfWeek("2026-W53");
    expect(last && weekAfter(last)).toBe("2027-W01");
  });
  it("may be committed in the 35 days before it, with five minutes of margin", () => {
    expect(weeksToCommit(at("2026-11-30T15:00:00Z"))).toEqual([
      "2026-W50",
      "2026-W51",
      "2026-W52",
      "2026-W53",
      "2027-W01",
    ]);
    // Monday 00:04 and 00:05 in Bogotá: the fifth week opens five minutes after its 35th day.
    expect(weeksToCommit(at("2026-11-30T05:04:59Z"))).toHaveLength(4);
    expect(weeksToCommit(at("2026-11-30T05:05:00Z"))).toContain("2027-W01");
    // Sunday 23:54 and 23:55: the next week closes.
    expect(weeksToCommit(at("2026-11-30T04:54:59Z"))[0]).toBe("2026-W49");
    expect(weeksToCommit(at("2026-11-30T04:55:00Z"))[0]).toBe("2026-W50");
  });
  it("has a state that says what can be done", () => {
    const days = { first: "2026-11-16", last: "2026-11-22" };
    const state = (now: string, number?: string | null) =>
      seedState(days, number === undefined ? undefined : { number }, at(now));
    expect([
      state("2026-10-01T00:00:00Z"),
      state("2026-11-10T00:00:00Z"),
      state("2026-11-17T00:00:00Z"),
      state("2026-11-23T05:04:59Z", null),
      state("2026-11-23T05:05:00Z", null),
      state("2026-11-23T05:05:00Z", NUMBER),
    ]).toEqual(["early", "open", "late", "committed", "to_reveal", "revealed"]);
  });
});
