import { describe, expect, it } from "vitest";
import { screenShortcuts } from "./screen-shortcuts";

const labels = (path: string, attends: boolean) => screenShortcuts(path, attends).map(({ label }) => label);

describe("the shortcuts of a screen", () => {
  it("are those of the call at an advisor's desk", () =>
    expect(labels("/escritorio", true)).toEqual(expect.arrayContaining(["Alt C", "Alt L", "Ctrl Enter", "Alt Y"])));
  it("are an advisor's own state and those of the screen elsewhere", () =>
    expect(labels("/bandeja", true)).toEqual(["Alt L", "Alt P", "Alt X", "Ctrl Enter", "Alt Y"]));
  it("are none of the desk's for who has no desk", () => expect(labels("/usuarios", false)).toEqual(["Alt Y"]));
});
