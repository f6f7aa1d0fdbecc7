/**
 * A running duration. It writes its own text once a second, outside React: five hundred of them on the board cost five
 * hundred text nodes and no render.
 */
import { useLayoutEffect, useRef } from "react";
import { secondTicker, serverClock } from "../clock";
import { duration, remaining } from "../formats";

interface ElapsedTimeProps {
  /** The moment from which it counts up. */
  since?: string | null;
  /** The moment to which it counts down, instead of counting up. */
  until?: string | null;
  className?: string;
  label?: string;
  /** After this many seconds the element is marked `data-late`. */
  lateAfterS?: number;
}

export function ElapsedTime({ since, until, className, label, lateAfterS }: ElapsedTimeProps) {
  const ref = useRef<HTMLTimeElement>(null);
  // Before the first paint; a later text would need a second paint.
  useLayoutEffect(() => {
    const write = () => {
      const element = ref.current;
      if (!element) return;
      const now = serverClock.now();
      const ms = until ? Date.parse(until) - now : since ? now - Date.parse(since) : 0;
      const text = until ? remaining(ms) : duration(ms);
      if (element.textContent !== text) element.textContent = text;
      if (lateAfterS !== undefined) element.toggleAttribute("data-late", ms > lateAfterS * 1000);
    };
    write();
    return secondTicker.subscribe(write);
  }, [since, until, lateAfterS]);
  return <time ref={ref} role="timer" aria-label={label} className={className ? `num ${className}` : "num"} />;
}
