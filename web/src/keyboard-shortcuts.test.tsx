// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import {
  activeShortcuts,
  LIST_KEYS,
  SHORTCUTS,
  SUBMIT_KEYS,
  useRegisteredShortcuts,
  useShortcuts,
} from "./keyboard-shortcuts";

afterEach(cleanup);

const labels = () => activeShortcuts().map(({ label }) => label);
function Frame() {
  useShortcuts({ help: () => undefined, available: () => undefined });
  return null;
}
function Call({ mayJoin }: { mayJoin: boolean }) {
  useShortcuts({ hold: () => undefined, ...(mayJoin && { join: () => undefined }) });
  useRegisteredShortcuts(SUBMIT_KEYS);
  return null;
}
function List({ on }: { on: boolean }) {
  useRegisteredShortcuts(on ? LIST_KEYS : null);
  return null;
}

describe("the shortcuts of the screen", () => {
  it("are those that something listens to now, in the order of the table, the help last", () => {
    const { rerender } = render(
      <>
        <Frame />
        <Call mayJoin={false} />
      </>,
    );
    expect(labels()).toEqual(["Alt L", "Alt R", "Ctrl Enter", "Alt Y"]);
    rerender(
      <>
        <Frame />
        <Call mayJoin />
      </>,
    );
    expect(labels()).toEqual(["Alt L", "Alt R", "Alt J", "Ctrl Enter", "Alt Y"]);
    rerender(<Frame />);
    expect(activeShortcuts()).toEqual([SHORTCUTS.available, SHORTCUTS.help]);
  });
  it("have each key once, however many lists there are, and none while a list does not listen", () => {
    render(
      <>
        <List on />
        <List on />
      </>,
    );
    expect(labels()).toEqual(["Flechas", "Enter"]);
    cleanup();
    render(<List on={false} />);
    expect(labels()).toEqual([]);
  });
});

it("each shortcut has a key of its own, and its label names that key", () => {
  const codes = Object.values(SHORTCUTS).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { code, label } of Object.values(SHORTCUTS)) expect(label).toBe(`Alt ${code.replace("Key", "")}`);
});
