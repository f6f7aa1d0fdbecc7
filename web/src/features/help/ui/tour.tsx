/** The tour: a card that explains one element after another, each with a ring around it. Nothing behind it is blocked. */
import { Button } from "@mantine/core";
import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Role } from "../../../api/help";
import { cardPlace, type Rect } from "../model/card-place";
import { TOURS } from "../model/tours";
import css from "./tour.module.css";
import { t } from "../../../i18n/translate";

interface TourProps {
  role: Role;
  /** Whether the user asked for it, so that it takes the focus from wherever it is. */
  asked: boolean;
  /** Called at the end, and when the user skips the rest. */
  close: () => void;
}

export function Tour({ role, asked, close }: TourProps) {
  const steps = TOURS[role];
  const [at, setAt] = useState(0);
  const step = steps[at];
  const card = useFocusOfTour(asked);
  const rect = useTarget(step?.target ?? "");
  if (!step) return null;
  const isLast = at === steps.length - 1;
  const next = () => (isLast ? close() : setAt(at + 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" && !isLast) setAt(at + 1);
    else if (event.key === "ArrowLeft" && at > 0) setAt(at - 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  };
  return (
    <>
      {rect && <div className={css.ring} data-tour-ring={step.target} aria-hidden="true" style={ringStyle(rect)} />}
      <div
        ref={card}
        className={css.card}
        role="dialog"
        aria-modal="false"
        aria-label={t("Recorrido de la pantalla")}
        tabIndex={-1}
        style={cardPlace(rect, { width: innerWidth, height: innerHeight })}
        onKeyDown={onKeyDown}
      >
        <div aria-live="polite">
          <p className="eyebrow">{t("Paso {at} de {steps}", { at: at + 1, steps: steps.length })}</p>
          <h2>{step.title}</h2>
          <p>{step.text}</p>
        </div>
        <p className={css.buttons}>
          <Button size="compact-md" variant="subtle" onClick={close}>
            {isLast ? t("Cerrar") : t("Omitir")}
          </Button>
          {at > 0 && (
            <Button size="compact-md" variant="default" onClick={() => setAt(at - 1)}>
              {t("Anterior")}
            </Button>
          )}
          <Button size="compact-md" data-next onClick={next}>
            {isLast ? t("Terminar") : t("Siguiente")}
          </Button>
        </p>
      </div>
    </>
  );
}

/** Move the focus to the card at the start, unless the user is at work in a field; return it where it was at the end. */
function useFocusOfTour(asked: boolean) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const own = card.current;
    const before = document.activeElement as HTMLElement | null;
    if (asked || !before || before === document.body) own?.querySelector<HTMLElement>("[data-next]")?.focus();
    return () => {
      if (own?.contains(document.activeElement)) before?.focus();
    };
  }, [asked]);
  return card;
}

const visible = (element: HTMLElement): boolean => element.getClientRects().length > 0;

/** Return where the target is in the window, and follow it; null while it is not shown. */
function useTarget(target: string): Rect | null {
  const [rect, setRect] = useState<Rect | null>(null);
  useEffect(() => {
    const measure = () => {
      const found = [...document.querySelectorAll<HTMLElement>(`[data-tour="${target}"]`)].find(visible);
      const box = found?.getBoundingClientRect();
      const now = box ? { left: box.left, top: box.top, width: box.width, height: box.height } : null;
      setRect((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now));
    };
    measure();
    const timer = setInterval(measure, 250); // what the screen loads moves its parts
    addEventListener("resize", measure);
    return () => {
      clearInterval(timer);
      removeEventListener("resize", measure);
    };
  }, [target]);
  return rect;
}

const ringStyle = ({ left, top, width, height }: Rect): CSSProperties => ({ left, top, width, height });
