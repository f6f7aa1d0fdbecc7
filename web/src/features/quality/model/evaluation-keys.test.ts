import { describe, expect, it } from "vitest";
import { actOfKey, criterionAfter, type PressedKey } from "./evaluation-keys";

const press = (key: string, more: Partial<PressedKey> = {}) =>
  actOfKey({ key, ctrlKey: false, altKey: false, metaKey: false, target: "other", inCriterion: false, ...more });

describe("the keys of an evaluation", () => {
  it("play, move in the recording, and answer", () => {
    expect([" ", "k", "j", "L", "1", "2", "3", "n", "?"].map((key) => press(key)?.act)).toEqual([
      ...["toggle", "toggle", "skip", "skip"],
      ...["answer", "answer", "answer", "note", "help"],
    ]);
    expect(press("2")).toEqual({ act: "answer", answer: "fails" });
    expect(press("x")).toBeNull();
  });
  it("are letters in a text field, and the browser's with Ctrl, Alt or Cmd", () => {
    expect(press("1", { target: "text" })).toBeNull();
    expect([press("l", { ctrlKey: true }), press("n", { altKey: true }), press("j", { metaKey: true })]).toEqual([
      null,
      null,
      null,
    ]);
  });
  it("leave Space and the arrows to the control with the focus, but the arrows move from within a criterion", () => {
    expect(press(" ", { target: "control" })).toBeNull();
    expect(press("ArrowDown", { target: "control" })).toBeNull();
    expect(press("ArrowDown", { target: "control", inCriterion: true })).toEqual({ act: "move", step: 1 });
    expect(press("ArrowUp")).toEqual({ act: "move", step: -1 });
  });
});

describe("the next criterion", () => {
  const ids = ["a", "b", "c"];
  it("is the neighbour, and the first and the last one stay", () =>
    expect([
      criterionAfter(ids, "a", 1, () => false),
      criterionAfter(ids, "a", -1, () => false),
      criterionAfter(ids, "c", 1, () => false),
    ]).toEqual(["b", "a", "c"]));
  it("is the first unanswered one where none has the focus", () => {
    expect(criterionAfter(ids, null, 1, (id) => id === "a")).toBe("b");
    expect(criterionAfter(ids, null, 1, () => true)).toBe("a");
    expect(criterionAfter([], null, 1, () => true)).toBeNull();
  });
});
