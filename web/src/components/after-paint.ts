/** Work that may wait until a change is on the screen, or until the browser has nothing else to do. */
import { useEffect, useState } from "react";

/** A page whose frames stop while it waits, because another tab covers it, goes on after this time. */
const NO_FRAME_MS = 150;

/** Act once the present change is painted, or now if the page is hidden and paints nothing; return its cancellation. */
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
    task = setTimeout(go); // a frame is painted after its callbacks
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
