/** One call, from the ring to the end of the wrap-up: the call on the left, the work that it makes on the right. */
import { useEffect, useState } from "react";
import type { Advisor, Call } from "../../../api/types";
import { usePop } from "../../../realtime/desk-hooks";
import { CallCard } from "./call-card";
import css from "./desk.module.css";
import { type Side, Sides } from "./side-panel";
import { Work } from "./call-work";

export function Attention({ call, advisor }: { call: Call; advisor: Advisor }) {
  const pop = usePop(call.id);
  const [side, setSide] = useState<Side>("script");
  const painted = usePainted();
  useStageFocus(call, painted);
  return (
    <div className={css.attention}>
      <div className={css.left} data-side={call.stage === "ringing" ? "script" : side}>
        <CallCard call={call} advisor={advisor} pop={pop} />
        <Sides call={call} pop={pop} side={side} choose={setSide} />
      </div>
      {painted ? <Work call={call} advisor={advisor} /> : <div className={`panel ${css.work}`} />}
    </div>
  );
}

const focus = (id: string): void => document.getElementById(id)?.focus({ preventScroll: true });

const isEditable = (element: Element | null): boolean => element !== null && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

/** Where the advisor needs the focus at each stage; never away from a field in which they are typing. */
function useStageFocus(call: Call, hasWork: boolean): void {
  useEffect(() => {
    if (isEditable(document.activeElement)) return;
    if (call.stage === "ringing") return focus("llamada");
    const field = document.getElementById("tipificacion") as HTMLInputElement | null;
    focus(call.stage === "wrap_up" && field?.value ? "principal" : "tipificacion");
  }, [call.id, call.stage, hasWork]);
}

/** Whether the first frame is out: who may be calling is painted first, and the form, which nobody needs yet, after it. */
function usePainted(): boolean {
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
