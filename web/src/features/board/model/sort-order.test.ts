import { describe, expect, it } from "vitest";
import type { Advisor, Call } from "../../../api/types";
import { groupByStage, groupByState, countFreeByQueue, waitingSince } from "./sort-order";

const at = (second: number) => `2026-11-24T15:00:${String(second).padStart(2, "0")}.000Z`;
const call = (id: string, change: Partial<Call>) => ({ id, stage: "menu", arrived_at: at(0), ...change }) as Call;
const advisor = (id: string, change: Partial<Advisor>) =>
  ({ id, state: "available", since: at(0), queues: [], ...change }) as unknown as Advisor;
const ids = (things: { id: string }[]) => things.map(({ id }) => id);

describe("the order of the board", () => {
  it("groups calls by stage, the longest in the stage first", () => {
    const calls = [
      call("b", { stage: "waiting", queued_at: at(9) }),
      call("a", { stage: "waiting", queued_at: at(2) }),
      call("c", { arrived_at: at(1) }),
    ];
    expect(ids(groupByStage(calls).waiting)).toEqual(["a", "b"]);
    expect(ids(groupByStage(calls).menu)).toEqual(["c"]);
    expect(groupByStage(calls).talking).toEqual([]);
  });
  it("puts a waiting call with priority where its queue has it", () => {
    const calls = [
      call("late", { stage: "waiting", queued_at: at(50), head_start_s: 30 }),
      call("first", { stage: "waiting", queued_at: at(10) }),
      call("second", { stage: "waiting", queued_at: at(21) }),
    ];
    expect(ids(groupByStage(calls).waiting)).toEqual(["first", "late", "second"]);
  });
  it("dates a ringing call from the start of its wait", () =>
    expect(waitingSince(call("a", { stage: "ringing", queued_at: at(3), offered_at: at(8) }))).toBe(at(3)));
  it("groups advisors by state, the longest in the state first", () => {
    const groups = groupByState([
      advisor("b", { since: at(5) }),
      advisor("a", { since: at(1) }),
      advisor("c", { state: "paused" }),
    ]);
    expect(ids(groups.available)).toEqual(["a", "b"]);
    expect(ids(groups.paused)).toEqual(["c"]);
  });
  it("counts only available advisors as free, in every queue that they serve", () =>
    expect(
      countFreeByQueue([
        advisor("a", { queues: ["x", "y"] }),
        advisor("b", { queues: ["x"] }),
        advisor("c", { state: "talking", queues: ["x"] }),
      ]),
    ).toEqual({ x: 2, y: 1 }));
});
