/** The line's script: the steps that events do are ticked by them, and the others by the advisor. */
import { useSyncExternalStore } from "react";
import type { Call, Pop, ScriptEvent } from "../../../api/types";
import { useDesk } from "../../../realtime/desk-hooks";
import { type ScriptStep, scriptProgress, scriptSteps } from "../model/script-progress";
import css from "../../../components/side-panel.module.css";
import { t } from "../../../i18n/translate";

const EVENT_HINTS: Record<ScriptEvent, string> = {
  answered: t("al contestar"),
  identity: t("al verificar la identidad"),
  lookup: t("al consultar un sistema"),
  typology: t("al elegir la tipificación"),
  ticket: t("al radicar"),
};

export function ScriptPanel({ call, pop }: { call: Call; pop: Pop | undefined }) {
  const name = useDesk((state) => state.me?.name ?? "");
  const store = scriptProgress();
  const progress = useSyncExternalStore(store.subscribe, () => store.progress);
  if (!pop) return <p className="quiet">{t("Trayendo el guion…")}</p>;
  const steps = scriptSteps(pop, progress, call.id);
  return (
    <ol className={css.script} aria-label={t("Pasos del guion")}>
      {steps.map((step) => (
        <li key={step.number} data-done={step.done || undefined}>
          <StepMark
            step={step}
            ringing={call.stage === "ringing"}
            onTick={(done) => store.tick(call.id, step.number, done)}
          />
          <span>{step.text.replace("[su nombre]", name)}</span>
        </li>
      ))}
    </ol>
  );
}

interface StepMarkProps {
  step: ScriptStep;
  ringing: boolean;
  onTick: (done: boolean) => void;
}

function StepMark({ step, ringing, onTick }: StepMarkProps) {
  const mark = step.done ? "✓" : step.number;
  if (step.event || ringing)
    return (
      <span
        className={css.mark}
        data-auto
        title={step.event ? t("Se marca solo {eventHints}", { eventHints: EVENT_HINTS[step.event] }) : undefined}
      >
        <span aria-hidden="true">{mark}</span>
        {!ringing && <span className="unseen">{step.done ? t("Hecho: ") : t("Pendiente: ")}</span>}
      </span>
    );
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={step.done}
      aria-label={t("Paso {number}", { number: step.number })}
      title={step.done ? t("Quitar la marca") : t("Marcar como hecho")}
      className={css.mark}
      onClick={() => onTick(!step.done)}
    >
      <span aria-hidden="true">{mark}</span>
    </button>
  );
}
