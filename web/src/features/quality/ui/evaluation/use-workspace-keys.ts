/** The keyboard of the page on which an evaluation is written: it finds the focused criterion and acts on it. */
import { useEffect, useRef, useState } from "react";
import { actOfKey, type KeyAct, type PressedKey } from "../../model/evaluation-keys";

const STORE = "atencion.evaluation-keys";
const TEXT_FIELDS =
  "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=range]), [contenteditable]";
const CONTROLS = "button, a, summary, input, select, audio";

/** Return whether single keys act, as the user of this browser chose, and the function that changes it. */
export function useKeysSwitch(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(STORE) !== "off");
  const change = (to: boolean) => {
    localStorage.setItem(STORE, to ? "on" : "off");
    setOn(to);
  };
  return [on, change];
}

/** Return the id of the criterion with the focus; null outside of all. */
export const focusedCriterion = (): string | null =>
  document.activeElement?.closest<HTMLElement>("[data-criterion]")?.dataset.criterion ?? null;
/** Return the number of the paragraph with the focus; null outside of all. */
export function focusedParagraph(): number | null {
  const paragraph = document.activeElement?.closest<HTMLElement>("[data-paragraph]")?.dataset.paragraph;
  return paragraph ? Number(paragraph) : null;
}

const toPressedKey = (event: KeyboardEvent): PressedKey => {
  const element = event.target as Element;
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    altKey: event.altKey,
    metaKey: event.metaKey,
    target: element.closest(TEXT_FIELDS) ? "text" : element.closest(CONTROLS) ? "control" : "other",
    inCriterion: element.closest("[data-criterion]") !== null,
  };
};

/** Let single keys act while no dialog is open. */
export function useWorkspaceKeys(on: boolean, act: (act: KeyAct) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || document.querySelector("dialog[open]")) return;
      const found = actOfKey(toPressedKey(event));
      if (!found) return;
      event.preventDefault();
      latest.current(found);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [on]);
}
