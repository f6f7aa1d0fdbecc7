// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Call, Queue, Supervision, QueueTally } from "../../../api/types";
import type { Incident } from "../../../api/incidents";
import { dayLabel } from "./board";
import { callNote, supervisionLabel } from "./live-calls";
import { supervisionSentence } from "./supervision-dialog";
import { sortBySeverity } from "./open-incidents";
import labels from "../../../api/labels.sample.json";

const NOW = Date.parse("2026-11-24T15:10:00Z");
const call = (change: Partial<Call>) => ({ kind: "call", transferred_by: null, again_at: null, ...change }) as Call;

describe("a call on the board", () => {
  it.each([
    [{}, ""],
    [{ transferred_by: "ana" }, "transferida"],
    [{ kind: "call_back" }, "devolución"],
    [{ kind: "call_back", again_at: "2026-11-24T15:40:00.000Z" }, "se vuelve a marcar a las 10:40"],
  ] as const)("that is %j reads «%s»", (change, words) =>
    expect(callNote(call(change as Partial<Call>), NOW)).toBe(words),
  );
});

describe("the day of a queue", () => {
  it.each([
    [0, {}, ""],
    [0, { overflowed: 1 }, "1 desbordada"],
    [2, { overflowed: 24, call_backs_talked: 6 }, "24 desbordadas · 2 por devolver · 6 devueltas"],
  ] as const)("with %d pending call-backs and %j reads «%s»", (call_backs, day, words) =>
    expect(dayLabel({ call_backs } as Queue, day as QueueTally)).toBe(words),
  );
});

describe("open incidents", () => {
  it("are sorted by severity, then by the latest start", () => {
    const of = (id: string, kind: string, began_at: string) => ({ id, kind, began_at }) as Incident;
    const open = [
      of("lento", "degraded", "2026-11-24T15:00:00Z"),
      of("ayer", "outage", "2026-11-23T15:00:00Z"),
      of("hoy", "outage", "2026-11-24T14:00:00Z"),
    ];
    expect(sortBySeverity(open).map(({ id }) => id)).toEqual(["hoy", "ayer", "lento"]);
  });
});

const supervision = (change: Partial<Supervision> = {}) =>
  ({ supervisor: "marta", supervisor_name: "Marta Inés", mode: "whisper", present: true, ...change }) as Supervision;

describe("a supervised conversation", () => {
  it("shows on the board who supervises it and how, and nothing without a supervisor", () => {
    expect(supervisionLabel(labels, undefined)).toBe("");
    expect(supervisionLabel(labels, supervision())).toBe("Marta Inés susurra");
    expect(supervisionLabel(labels, supervision({ present: false }))).toBe("timbra el teléfono de Marta Inés");
  });
  it("tells the supervisor its current state in the dialog", () => {
    expect(supervisionSentence(labels, undefined, false, "Ana")).toContain("Timbrará su teléfono");
    expect(supervisionSentence(labels, supervision(), false, "Ana")).toBe("Marta Inés ya supervisa esta conversación.");
    expect(supervisionSentence(labels, supervision({ present: false }), true, "Ana")).toBe(
      "Timbra su teléfono: contéstelo.",
    );
    expect(supervisionSentence(labels, supervision(), true, "Ana")).toBe("Usted susurra: lo oye solo Ana.");
  });
});
