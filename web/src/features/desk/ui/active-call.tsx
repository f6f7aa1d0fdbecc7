/** One call, from ringing to the end of the wrap-up: the call on the left, the work for it on the right. */
import { useEffect, useState } from "react";
import type { Advisor, Call } from "../../../api/types";
import { usePop } from "../../../realtime/desk-hooks";
import { CallCard } from "./call-card";
import css from "./desk.module.css";
import { type PanelName, SidePanel } from "./side-panel";
import { CallWork } from "./call-work";

export function ActiveCall({ call, advisor }: { call: Call; advisor: Advisor }) {
  const pop = usePop(call.id);
  const [side, setSide] = useState<PanelName>("script");
  const painted = useFirstPaint();
  useStageFocus(call, painted);
  return (
    <div className={css.attention}>
      <div className={css.left} data-side={call.stage === "ringing" ? "script" : side}>
        <CallCard call={call} advisor={advisor} pop={pop} />
        <SidePanel call={call} pop={pop} panel={side} onSelect={setSide} />
      </div>
      {painted ? <CallWork call={call} advisor={advisor} /> : <div className={`panel ${css.work}`} />}
    </div>
  );
}

const focusById = (id: string): void => document.getElementById(id)?.focus({ preventScroll: true });

const isEditable = (element: Element | null): boolean =>
  element !== null && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

/** Move the focus to the field of each stage, but never away from a field in which the advisor types. */
function useStageFocus(call: Call, hasWork: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new call, or its form, takes the focus
  useEffect(() => {
    if (isEditable(document.activeElement)) return;
    if (call.stage === "ringing") return focusById("llamada");
    const field = document.getElementById("tipificacion") as HTMLInputElement | null;
    focusById(call.stage === "wrap_up" && field?.value ? "principal" : "tipificacion");
  }, [call.id, call.stage, hasWork]);
}

/** Return whether the first frame is painted. The call card is painted first; the form, not needed yet, follows. */
function useFirstPaint(): boolean {
  const [painted, setPainted] = useState(document.hidden);
  useEffect(() => {
    if (painted) return;
    let task: ReturnType<typeof setTimeout>;
    const frame = requestAnimationFrame(() => {
      task = setTimeout(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(task);
    };
  }, [painted]);
  return painted;
}
