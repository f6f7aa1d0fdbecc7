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

it("assigneeChoices lists the server's assignees and marks absent ones", () => {
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
  it("comes from the matrix if it names one, and is never the written channel", () =>
    expect(labels("cartera")).toEqual(["Cartera (según la matriz) · Luz", "fondos · Luz"]));
  it("must be chosen if the matrix names none", () =>
    expect(labels(null)).toEqual(["Elija el área: la matriz no la define", "cartera · Luz", "fondos · Luz"]));
});
