/** A bar that runs out. Drawn by the browser alone from one start; whoever wants less motion sees it step. */
import { useEffect, useRef } from "react";
import { serverClock } from "../../../clock";
import css from "./desk.module.css";

export function Countdown({ from, until }: { from: string; until: string }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const whole = Math.max(1, Date.parse(until) - Date.parse(from));
    const left = Math.max(0, Date.parse(until) - serverClock.now());
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const easing = still ? `steps(${Math.max(1, Math.ceil(left / 5000))})` : "linear";
    const running = bar.current?.animate?.(
      [{ transform: `scaleX(${Math.min(1, left / whole)})` }, { transform: "scaleX(0)" }],
      { duration: left, fill: "forwards", easing },
    );
    return () => running?.cancel();
  }, [from, until]);
  return (
    <div className={css.countdown} aria-hidden="true">
      <div ref={bar} />
    </div>
  );
}
