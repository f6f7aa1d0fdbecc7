/** A bar that shrinks, animated by the browser alone; with reduced motion it moves in steps. */
import { useEffect, useRef } from "react";
import { serverClock } from "../../../clock";
import css from "./desk.module.css";

export function Countdown({ from, until }: { from: string; until: string }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const totalMs = Math.max(1, Date.parse(until) - Date.parse(from));
    const leftMs = Math.max(0, Date.parse(until) - serverClock.now());
    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const easing = reducedMotion ? `steps(${Math.max(1, Math.ceil(leftMs / 5000))})` : "linear";
    const running = bar.current?.animate?.(
      [{ transform: `scaleX(${Math.min(1, leftMs / totalMs)})` }, { transform: "scaleX(0)" }],
      { duration: leftMs, fill: "forwards", easing },
    );
    return () => running?.cancel();
  }, [from, until]);
  return (
    <div className={css.countdown} aria-hidden="true">
      <div ref={bar} />
    </div>
  );
}
