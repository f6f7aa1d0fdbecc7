/**
 * The keyboard of an evaluation. They are single keys, because an evaluator repeats them hundreds of times a day; they
 * do nothing in a text field, and can be switched off (WCAG 2.1.4). Pure.
 */
import type { EvaluationAnswer } from "../../../api/evaluations";
import { t } from "../../../i18n/translate";

export type KeyAct =
  | { act: "toggle" }
  | { act: "skip"; seconds: number }
  | { act: "speed"; step: 1 | -1 }
  | { act: "note" }
  | { act: "answer"; answer: EvaluationAnswer }
  | { act: "move"; step: 1 | -1 }
  | { act: "help" };

export const KEYS: readonly { label: string; does: string }[] = [
  { label: t("Espacio o K"), does: t("Reproducir o pausar") },
  { label: t("J y L"), does: t("Atrás y adelante 5 segundos") },
  { label: t("+ y −"), does: t("Más rápido y más despacio") },
  { label: "N", does: t("Anotar en este segundo o en este párrafo") },
  { label: t("↑ y ↓"), does: t("Pasar al criterio anterior o al siguiente") },
  { label: "1", does: t("Cumple") },
  { label: "2", does: t("No cumple") },
  { label: "3", does: t("No aplica") },
  { label: "Esc", does: t("En una anotación, volver al criterio") },
  { label: "?", does: t("Mostrar estos atajos") },
];

const ACTS: Readonly<Record<string, KeyAct>> = {
  k: { act: "toggle" },
  j: { act: "skip", seconds: -5 },
  l: { act: "skip", seconds: 5 },
  "+": { act: "speed", step: 1 },
  "-": { act: "speed", step: -1 },
  n: { act: "note" },
  "1": { act: "answer", answer: "meets" },
  "2": { act: "answer", answer: "fails" },
  "3": { act: "answer", answer: "not_applicable" },
  "?": { act: "help" },
};
const ARROWS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

/** The part of a keyboard event that decides, and the element that has the focus. */
export interface PressedKey {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** `text`: it takes letters. `control`: a button, a link or a select, which Space and the arrows belong to. */
  target: "text" | "control" | "other";
  /** Whether the focus is within a criterion, whose buttons do not use the arrows. */
  inCriterion: boolean;
}

/** Return what a key does; null if it belongs to the focused element or the browser, or has no effect. */
export function actOfKey({ key, ctrlKey, altKey, metaKey, target, inCriterion }: PressedKey): KeyAct | null {
  if (ctrlKey || altKey || metaKey || target === "text") return null;
  if (key === " ") return target === "other" ? { act: "toggle" } : null;
  const step = ARROWS[key];
  if (step) return target === "other" || inCriterion ? { act: "move", step } : null;
  return ACTS[key.toLowerCase()] ?? null;
}

/** Return the criterion that a key moves to; from none, the first unanswered one. */
export function criterionAfter(
  ids: readonly string[],
  current: string | null,
  step: 1 | -1,
  answered: (id: string) => boolean,
): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return ids.find((id) => !answered(id)) ?? ids[0] ?? null;
  return ids[Math.min(Math.max(at + step, 0), ids.length - 1)] ?? null;
}
