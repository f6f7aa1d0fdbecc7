import { describe, expect, it } from "vitest";
import type { Absence, RosterPerson } from "../../../api/roster";
import {
  absenceErrors,
  absenceQuery,
  calendarDays,
  calendarRows,
  laterDay,
  needsDeputy,
  possibleDeputies,
  ticketsPath,
} from "./absences";

const absence = (user: string, first_day: string, last_day: string): Absence => ({
  id: `${user}-${first_day}`,
  user,
  name: user,
  areas: [],
  first_day,
  last_day,
  reason: "Vacaciones",
  deputy: null,
  stands_in: null,
  stands_in_name: null,
  status: "upcoming",
  from_site: false,
});
const person = (user: string, roles: string[], areas: string[] = []): RosterPerson => ({
  user,
  name: user,
  roles,
  areas,
  deputy: null,
  deputy_name: null,
  deputy_from_site: true,
  away: false,
});

describe("the calendar", () => {
  const days = calendarDays("2026-12-20");
  it("has four weeks from today on, over the end of a year", () => {
    expect([days.length, days[0], days.at(-1)]).toEqual([28, "2026-12-20", "2027-01-16"]);
    expect(laterDay("2028-02-28", 1)).toBe("2028-02-29");
  });
  it("has a row for each person who is away on one of its days, with all their absences", () => {
    const rows = calendarRows(
      [
        absence("zoe", "2026-12-01", "2026-12-21"),
        absence("ana", "2027-02-01", "2027-02-03"),
        absence("zoe", "2026-12-24", "2026-12-24"),
      ],
      days,
    );
    expect(rows.map((each) => each.user)).toEqual(["zoe"]);
    expect(days.filter((_, index) => rows[0]?.away[index])).toEqual(["2026-12-20", "2026-12-21", "2026-12-24"]);
  });
});

describe("a deputy", () => {
  const official = person("fondos1", ["funcionario"], ["fondos"]);
  const people = [
    official,
    person("fondos2", ["funcionario"], ["fondos"]),
    person("juridica1", ["funcionario"], ["juridica"]),
    person("sara", ["supervisor"]),
  ];
  it("shares a role and an area with the official", () =>
    expect(possibleDeputies(official, people).map((each) => each.user)).toEqual(["fondos2"]));
  it("is needed for officials, supervisors and coordinators", () =>
    expect([...people, person("ana", ["asesor"])].map(needsDeputy)).toEqual([true, true, true, true, false]));
});

describe("the form", () => {
  const whole = { user: "ana", first_day: "2026-12-01", last_day: "2026-12-01", reason: "Permiso", deputy: "" };
  it("is complete with a person, two days in order and a reason", () => {
    expect(absenceErrors(whole)).toEqual({});
    expect(Object.keys(absenceErrors({ ...whole, user: "", reason: " " }))).toEqual(["user", "reason"]);
    expect(absenceErrors({ ...whole, last_day: "2026-11-30" }).last_day).toBe("El último día va después del primero.");
    expect(Object.keys(absenceErrors({ ...whole, first_day: "", last_day: "" }))).toEqual(["first_day", "last_day"]);
  });
  it("has filters that are sent as they stand in the address", () => {
    const filters = { q: "ana", first_day: "2026-12-01" };
    expect(absenceQuery({ filters, sort: "first_day", columns: [] })).toEqual(filters);
    expect(ticketsPath("fondos1")).toBe("/bandeja?box=all&owner=fondos1");
  });
});
