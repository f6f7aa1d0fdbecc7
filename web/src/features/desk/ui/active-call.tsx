/** One call, from ringing to the end of the wrap-up: the call on the left, the work for it on the right. */
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { Advisor, Call } from "../../../api/types";
import { useIdentity } from "../../../api/customers";
import { afterPaint, useFirstPaint } from "../../../components/after-paint";
import { SHORTCUTS } from "../../../keyboard-shortcuts";
import { usePop } from "../../../realtime/desk-hooks";
import { scriptProgress } from "../model/script-progress";
import { CallCard } from "./call-card";
import css from "./desk.module.css";
import { type PanelName, SidePanel } from "./side-panel";
import { CallWork } from "./call-work";
import { ScriptPanel } from "./script-panel";
import sideCss from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

export function ActiveCall({ call, advisor }: { call: Call; advisor: Advisor }) {
  const pop = usePop(call.id);
  const [side, setSide] = useState<PanelName>("script");
  const [suggest, setSuggest] = useState(false);
  const wide = useMediaQuery(WIDE_SCREEN, false, { getInitialValueInEffect: false });
  const painted = useFirstPaint(); // the call card is painted first; the panels and the form follow
  useStageFocus(call, painted);
  const verify = () => {
    setSide("customer");
    setSuggest(true);
  };
  return (
    <div className={css.attention} data-wide={wide || undefined}>
      <div className={css.left} data-side={wide || call.stage === "ringing" ? "script" : side}>
        <CallCard call={call} advisor={advisor} pop={pop} verify={verify} painted={painted} />
        {wide && (
          <section id="lado-script" className={`panel ${css.scriptBeside}`} aria-labelledby="guion" tabIndex={-1}>
            <h2 id="guion">
              {t("Guion")} <kbd>{SHORTCUTS.script.label}</kbd>
            </h2>
            <div className={sideCss.side}>{painted && <ScriptPanel call={call} pop={pop} />}</div>
          </section>
        )}
        {painted ? (
          <SidePanel
            call={call}
            pop={pop}
            panel={side}
            wide={wide}
            suggest={suggest}
            onSelect={setSide}
            onSuggestTaken={() => setSuggest(false)}
          />
        ) : (
          !wide && <div className={`panel ${sideCss.sides}`} />
        )}
      </div>
      {call.stage !== "ringing" && <StepsDone call={call} />}
      {painted ? <CallWork call={call} advisor={advisor} /> : <div className={`panel ${css.work}`} />}
    </div>
  );
}

/** From this width on, the panels stand in a third column; desk.module.css has the same width. */
const WIDE_SCREEN = "(min-width: 110rem)";

/** Tick the steps of the script that the answer and the verified identity do. */
function StepsDone({ call }: { call: Call }) {
  const verified = useIdentity(call.id).data?.status === "passed";
  useEffect(() => {
    if (call.stage === "talking") scriptProgress().setEvent(call.id, "answered");
  }, [call.id, call.stage]);
  useEffect(() => {
    if (verified) scriptProgress().setEvent(call.id, "identity");
  }, [call.id, verified]);
  return null;
}

const focusById = (id: string): void => document.getElementById(id)?.focus({ preventScroll: true });

const isEditable = (element: Element | null): boolean =>
  element !== null && /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

/** Move the focus to the field of each stage, but never away from a field in which the advisor types. */
function useStageFocus(call: Call, hasWork: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new call, or its form, takes the focus
  useEffect(() => {
    if (call.stage === "ringing")
      return afterPaint(() => {
        if (!isEditable(document.activeElement)) focusById("llamada");
      });
    if (isEditable(document.activeElement)) return;
    const field = document.getElementById("tipificacion") as HTMLInputElement | null;
    focusById(call.stage === "wrap_up" && field?.value ? "principal" : "tipificacion");
  }, [call.id, call.stage, hasWork]);
}
