/** Work that may wait until a change is on the screen, or until the browser has nothing else to do. */
import { useEffect, useState } from "react";

/**
 * The browser rasterizes and presents a frame on other threads after the page has drawn it. Work of the page in this
 * time competes with them for the cores, and the user sees the frame later.
 */
const PRESENTATION_MS = 80;

/** A page whose frames stop while it waits, because another tab covers it, goes on after this time. */
const NO_FRAME_MS = 250;

/** Act once the present change is on the screen, or now if the page is hidden and paints nothing; return its cancellation. */
export function afterPaint(act: () => void): () => void {
  if (document.hidden) {
    act();
    return () => {};
  }
  let task: ReturnType<typeof setTimeout>;
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(task);
    clearTimeout(late);
  };
  const go = () => {
    cancel();
    act();
  };
  const late = setTimeout(go, NO_FRAME_MS);
  const frame = requestAnimationFrame(() => {
    task = setTimeout(go, PRESENTATION_MS);
  });
  return cancel;
}

/** Return whether a component has been painted since it was added to the page, so that it may draw the rest. */
export function useFirstPaint(): boolean {
  const [painted, setPainted] = useState(document.hidden);
  useEffect(() => (painted ? undefined : afterPaint(() => setPainted(true))), [painted]);
  return painted;
}

const IDLE_TIMEOUT_MS = 5_000;

/** Act when the browser is idle, and not later than in a few seconds; return its cancellation. */
export function whenIdle(act: () => void): () => void {
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(act, IDLE_TIMEOUT_MS);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(act, { timeout: IDLE_TIMEOUT_MS });
  return () => cancelIdleCallback(request);
}
