// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterPaint } from "./after-paint";

let frames: (() => void)[] = [];
let acts: number;
const act = () => {
  acts += 1;
};

beforeEach(() => {
  [frames, acts] = [[], 0];
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", (number: number) => {
    frames[number - 1] = () => undefined;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
const drawFrame = () => frames.forEach((frame) => frame());

describe("afterPaint", () => {
  it("acts once, when the frame that paints the change had time to be presented", () => {
    afterPaint(act);
    vi.advanceTimersByTime(16);
    drawFrame();
    vi.advanceTimersByTime(50);
    expect(acts).toBe(0);
    vi.advanceTimersByTime(10_000);
    expect(acts).toBe(1);
  });
  it("acts without a frame if the page is covered before it is painted", () => {
    afterPaint(act);
    vi.advanceTimersByTime(10_000);
    drawFrame();
    expect(acts).toBe(1);
  });
  it("acts at once in a hidden page, which paints nothing", () => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    afterPaint(act);
    expect(acts).toBe(1);
    vi.restoreAllMocks();
  });
  it("does not act after its cancellation, before or after the frame", () => {
    const cancel = afterPaint(act);
    frames.forEach((frame) => frame());
    cancel();
    afterPaint(act)();
    drawFrame();
    vi.advanceTimersByTime(10_000);
    expect(acts).toBe(0);
  });
});
