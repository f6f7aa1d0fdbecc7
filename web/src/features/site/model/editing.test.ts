import { describe, expect, it } from "vitest";
import { changesBetween, onTopOf, openEditing, pendingChanges, settled, withEdit } from "./editing";

const SITE = { queues: { pagos: { name: "Pagos", weight: 1 }, general: { name: "General" } } };
const WEIGHT = ["queues", "pagos", "weight"];

describe("the changes between two documents", () => {
  it("are at the smallest field, and leave out what is the same", () => {
    const after = { queues: { pagos: { name: "Pagos", weight: 2 }, nueva: { name: "Nueva" } } };
    expect(changesBetween(SITE, after)).toEqual([
      { path: WEIGHT, before: 1, after: 2 },
      { path: ["queues", "general"], before: { name: "General" }, after: undefined },
      { path: ["queues", "nueva"], before: undefined, after: { name: "Nueva" } },
    ]);
    expect(changesBetween(SITE, SITE)).toEqual([]);
  });
  it("take a list as one field", () => {
    expect(changesBetween({ a: [1] }, { a: [1, 2] })).toEqual([{ path: ["a"], before: [1], after: [1, 2] }]);
  });
});

describe("editing beside others", () => {
  const mine = withEdit(openEditing(SITE), WEIGHT, 2);
  it("keeps one's own change on top of a change elsewhere", () => {
    const theirs = { queues: { ...SITE.queues, general: { name: "Información" } } };
    const both = onTopOf(mine, theirs);
    expect(both.mine).toEqual({ queues: { pagos: { name: "Pagos", weight: 2 }, general: { name: "Información" } } });
    expect(pendingChanges(both)).toEqual([{ path: WEIGHT, before: 1, after: 2 }]);
  });
  it("has nothing left to send once the server has the same value", () => {
    expect(pendingChanges(onTopOf(mine, mine.mine))).toEqual([]);
  });
  it("keeps what the person saw where the server has another value, so that the server reports it", () => {
    const theirs = { queues: { ...SITE.queues, pagos: { name: "Pagos", weight: 5 } } };
    const conflicting = onTopOf(mine, theirs);
    expect(pendingChanges(conflicting)).toEqual([{ path: WEIGHT, before: 1, after: 2 }]);
    const conflict = [{ path: WEIGHT, theirs: 5 }];
    expect(pendingChanges(settled(conflicting, conflict, ["mine"]))).toEqual([{ path: WEIGHT, before: 5, after: 2 }]);
    const given = settled(conflicting, conflict, ["theirs"]);
    expect(pendingChanges(given)).toEqual([]);
    expect(given.mine).toEqual(theirs);
  });
  it("reports a change of an entry that another person removed", () => {
    const theirs = { queues: { general: { name: "General" } } };
    expect(pendingChanges(onTopOf(mine, theirs))).toEqual([{ path: WEIGHT, before: 1, after: 2 }]);
  });
});
