import { expect, it } from "vitest";
import type { OwnTraining } from "../../../api/training";
import { type PendingSources, pendingWork } from "./pending-work";

const NOW = Date.parse("2026-11-24T15:00:00Z");
const NOTHING: PendingSources = {
  untyped: 0,
  tickets: 0,
  evaluations: [],
  coaching: [],
  training: undefined,
  now: NOW,
};

it("nothing is pending without work", () => expect(pendingWork(NOTHING)).toEqual([]));

it("untyped calls come first, and each item leads to its screen", () => {
  const items = pendingWork({
    ...NOTHING,
    untyped: 2,
    tickets: 1,
    evaluations: [
      { state: "pending", needs_feedback: true },
      { state: "pending", needs_feedback: false },
      { state: "accepted", needs_feedback: true },
    ],
    coaching: [
      { state: "held", starts_at: "2026-11-20T15:00:00Z" },
      { state: "scheduled", starts_at: "2026-11-25T15:00:00Z" },
    ],
  });
  expect(items.map(({ text, path }) => [text, path])).toEqual([
    ["2 llamadas sin tipificar", ""],
    ["1 ticket a su cargo", "/bandeja?box=mine"],
    ["1 retroalimentación por responder", "/calidad/mis-evaluaciones"],
    ["1 acompañamiento por confirmar", "/calidad/mis-acompanamientos"],
    ["Acompañamiento programado", "/calidad/mis-acompanamientos"],
  ]);
});

it("required courses that are not valid and the next session are pending", () => {
  const standing = (state: string, required: boolean) => ({ title: `Curso ${state}`, state, required });
  const session = (starts_at: string, state: string) => ({
    title: "Habeas data",
    starts_at,
    state,
    can_acknowledge: false,
  });
  const training = {
    standings: [standing("pending", true), standing("pending", false), standing("valid", true)],
    sessions: [
      session("2026-11-27T15:00:00Z", "planned"),
      session("2026-11-26T15:00:00Z", "planned"),
      session("2026-11-23T15:00:00Z", "planned"),
      session("2026-11-25T15:00:00Z", "cancelled"),
    ],
  } as unknown as OwnTraining;
  const items = pendingWork({ ...NOTHING, training });
  expect(items.map(({ text }) => text)).toEqual(["1 curso exigido pendiente", "Capacitación: Habeas data"]);
  expect(items[0]?.detail).toBe("Curso pending");
  expect(items[1]?.detail).toContain("26");
});
