// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Area } from "../../../api/tickets";
import { areaChoices, assigneeChoices } from "./step-panel";

const area = (id: string, written_channel: boolean): Area => ({
  id,
  written_channel,
  name: id,
  email: "",
  in_charge: { user: "", name: "Luz", why: "own", deputy_for: null },
  officials: [],
});

it("a ticket may be given to whom the server names, and who is away is marked", () => {
  const assignees = [
    { user: "a", name: "Jorge", away: false },
    { user: "b", name: "Luz", away: true },
  ];
  expect(assigneeChoices({ assignees })).toEqual([
    { value: "a", label: "Jorge" },
    { value: "b", label: "Luz (ausente hoy)" },
  ]);
});

describe("the area of an escalation", () => {
  const areas = [area("canal_escrito", true), area("cartera", false), area("fondos", false)];
  const labels = (escalates_to: string | null) =>
    areaChoices(areas, { escalates_to, escalates_to_name: escalates_to && "Cartera" }).map(({ label }) => label);
  it("is named where the matrix says which, and never the written channel", () =>
    expect(labels("cartera")).toEqual(["Cartera (según la matriz)", "fondos · Luz"]));
  it("is asked for where it does not", () =>
    expect(labels(null)).toEqual(["Elija: la matriz no dice cuál", "cartera · Luz", "fondos · Luz"]));
});
