// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Area } from "../../api/tickets";
import { boxesOf } from "./inbox";
import { peopleFor } from "./steps";

const area = (id: string, written_channel: boolean, ...names: string[]): Area => ({
  id, written_channel, name: id, email: "", in_charge: { user: "", name: "", why: "own", deputy_for: null },
  officials: names.map((name, at) => ({ user: `${id}${at + 1}`, name, away: at === 1 })),
});
const AREAS = [area("canal_escrito", true, "Nubia"), area("tesoreria", false, "Jorge", "Luz"), area("fondos", false, "Ana")];

describe("to whom a ticket may be given", () => {
  it("is the written channel's people while it is there", () => expect(peopleFor(AREAS, { tier: 2, area: "tesoreria" }).map(({ label }) => label)).toEqual(["Nubia"]));
  it("is the people of its area while that has it, and who is away is told", () =>
    expect(peopleFor(AREAS, { tier: 3, area: "tesoreria" }).map(({ label }) => label)).toEqual(["Jorge", "Luz (ausente hoy)"]));
  it("is nobody where the site names no such area", () => expect(peopleFor([], { tier: 3, area: "x" })).toEqual([]));
});

describe("the boxes of somebody", () => {
  it.each([
    [["asesor_escrita"], ["tier", "mine"]],
    [["funcionario"], ["area", "mine"]],
    [["supervisor"], ["all"]],
    [["asesor"], ["mine"]],
    [["asesor_escrita", "coordinador"], ["all", "tier", "mine"]],
  ])("%j are %j", (roles, boxes) => expect(boxesOf(roles)).toEqual(boxes));
});
