// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Call, Queue, Tally } from "../../api/contracts";
import { dayWords, note } from "./board";

const NOW = Date.parse("2026-11-24T15:10:00Z");
const call = (change: Partial<Call>) => ({ kind: "call", transferred_by: null, again_at: null, ...change }) as Call;

describe("a call on the board", () => {
  it.each([
    [{}, ""],
    [{ transferred_by: "ana" }, "transferida"],
    [{ kind: "call_back" }, "devolución"],
    [{ kind: "call_back", again_at: "2026-11-24T15:40:00.000Z" }, "se vuelve a marcar a las 10:40"],
  ] as const)("that is %j says «%s»", (change, words) => expect(note(call(change as Partial<Call>), NOW)).toBe(words));
});

describe("the day of a queue", () => {
  it.each([
    [0, {}, ""],
    [0, { overflowed: 1 }, "1 desbordada"],
    [2, { overflowed: 24, call_backs_talked: 6 }, "24 desbordadas · 2 por devolver · 6 devueltas"],
  ] as const)("with %d owed and %j says «%s»", (call_backs, day, words) => expect(dayWords({ call_backs } as Queue, day as Tally)).toBe(words));
});
