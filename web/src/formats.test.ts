import { describe, expect, it } from "vitest";
import {
  timeOfDay,
  timeOfDayWithSeconds,
  countPhrase,
  weekdayAndDate,
  duration,
  initials,
  matchesSearch,
  momentPhrase,
  formatPercent,
  foldAccents,
  remaining,
  spokenDuration,
} from "./formats";

const AT = "2026-11-24T19:05:09.400Z";

describe("times", () => {
  it("are in Colombia's time zone, wherever the browser is", () => {
    expect([timeOfDay(AT), timeOfDayWithSeconds(AT), weekdayAndDate(AT)]).toEqual([
      "14:05",
      "14:05:09",
      "martes, 24 de noviembre",
    ]);
  });
  it("include the date if it is another day", () => {
    const now = Date.parse(AT);
    expect([momentPhrase("2026-11-24T20:40:00Z", now), momentPhrase("2026-11-24T06:05:00Z", now)]).toEqual([
      "a las 15:40",
      "a la 01:05",
    ]);
    expect(momentPhrase("2026-11-25T13:00:00Z", now)).toBe("el 25 de nov a las 08:00");
  });
  it("after midnight UTC belong to the previous day in Colombia", () => {
    expect(weekdayAndDate("2026-11-25T04:59:59Z")).toBe("martes, 24 de noviembre");
  });
});

describe("durations", () => {
  it.each([
    [0, "0:00"],
    [7_900, "0:07"],
    [80_606, "1:20"],
    [751_000, "12:31"],
    [3_723_000, "1:02:03"],
    [-5, "0:00"],
  ])("of %d ms read %s", (ms, text) => expect(duration(ms)).toBe(text));
  it("of a countdown reach 0:00 only at the end", () => {
    expect([remaining(1), remaining(1000), remaining(1001), remaining(0), remaining(-9)]).toEqual([
      "0:01",
      "0:01",
      "0:02",
      "0:00",
      "0:00",
    ]);
  });
  it("are spoken in words, without zero parts", () => {
    expect([spokenDuration(65_000), spokenDuration(3_600_000), spokenDuration(400)]).toEqual([
      "1 minuto 5 segundos",
      "1 hora",
      "0 segundos",
    ]);
  });
});

describe("numbers", () => {
  it("have a decimal comma, and a dash where there is nothing to divide by", () => {
    expect([formatPercent("82.35"), formatPercent("100.00"), formatPercent(null)]).toEqual([
      "82,35 %",
      "100,00 %",
      "–",
    ]);
  });
  it("agree with the noun that they count", () => {
    expect([countPhrase(1, "llamada", "llamadas"), countPhrase(1200, "llamada", "llamadas")]).toEqual([
      "1 llamada",
      "1.200 llamadas",
    ]);
  });
});

describe("texts", () => {
  it("are searched without case or accents", () => expect(foldAccents("Ñoño RENOVACIÓN")).toBe("nono renovacion"));
  it("give the initials of first and last name", () =>
    expect([initials("Ana Lucía Rojas"), initials("ana"), initials("")]).toEqual(["AR", "A", ""]));
});

describe("a search", () => {
  it.each([
    ["Reclamo · Pago no aplicado", "pago", true],
    ["Reclamo · Pago no aplicado", "reclamo apli", true],
    ["Solicitud · Renovación del crédito", "renovacion", true],
    ["Solicitud · Renovación del crédito", "pago", false],
  ])("of «%s» for «%s» is %s", (label, search, found) => expect(matchesSearch(label, search)).toBe(found));
});
