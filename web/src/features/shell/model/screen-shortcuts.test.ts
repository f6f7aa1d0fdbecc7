import { describe, expect, it } from "vitest";
import { screenShortcuts } from "./screen-shortcuts";

const labels = (path: string, attends: boolean) => screenShortcuts(path, attends).map(({ label }) => label);

describe("the shortcuts of a screen", () => {
  it("include the call's shortcuts at an advisor's desk", () =>
    expect(labels("/escritorio", true)).toEqual(
      expect.arrayContaining(["Alt C", "Alt L", "Ctrl Enter", "Ctrl K", "Alt Y"]),
    ));
  it("include an advisor's presence and the screen's own elsewhere", () =>
    expect(labels("/bandeja", true)).toEqual([
      ...["Alt L", "Alt P", "Alt X"],
      ...["Flechas", "Enter", "X", "Ctrl Enter"],
      ...["Ctrl K", "Alt Y"],
    ]));
  it("exclude the desk's for users without a desk", () =>
    expect(labels("/usuarios", false)).toEqual(["Ctrl K", "Alt Y"]));
});
