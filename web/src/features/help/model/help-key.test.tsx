// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { useHelpKey } from "./help-key";

afterEach(cleanup);

const OWN = [{ label: "?", does: "Mostrar estos atajos" }];
function Shell({ on = true, toggle }: { on?: boolean; toggle: () => void }) {
  useHelpKey(on, toggle);
  return <textarea />;
}
function Evaluation() {
  useRegisteredShortcuts(OWN);
  return null;
}
const press = (target: EventTarget, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true, cancelable: true, ...more }));

describe("the key of the help", () => {
  it("opens it, but not from a field, with Ctrl, repeated or switched off", () => {
    const toggle = vi.fn();
    const { container, rerender } = render(<Shell toggle={toggle} />);
    press(document.body);
    expect(toggle).toHaveBeenCalledTimes(1);
    press(container.querySelector("textarea") as Element);
    press(document.body, { ctrlKey: true });
    press(document.body, { repeat: true });
    rerender(<Shell on={false} toggle={toggle} />);
    press(document.body);
    expect(toggle).toHaveBeenCalledTimes(1);
  });
  it("keeps the meaning that a screen gives it", () => {
    const toggle = vi.fn();
    render(
      <>
        <Shell toggle={toggle} />
        <Evaluation />
      </>,
    );
    press(document.body);
    expect(toggle).not.toHaveBeenCalled();
  });
});
