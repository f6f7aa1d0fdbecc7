/** The key «?», which opens the help: single keys do nothing in a field and can be switched off (WCAG 2.1.4). */
import { useEffect, useRef, useState } from "react";
import { activeShortcuts, type Shortcut, useRegisteredShortcuts } from "../../../keyboard-shortcuts";
import { t } from "../../../i18n/translate";

const STORE = "atencion.help-key";
const KEY = "?";
export const HELP_KEYS: readonly Shortcut[] = [{ label: KEY, does: t("Abrir o cerrar la ayuda de esta pantalla") }];
const FIELDS = "input, textarea, select, [contenteditable]";

/** Return whether the key acts, as the user of this browser chose, and the function that changes it. */
export function useHelpKeySwitch(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(STORE) !== "off");
  const change = (to: boolean) => {
    localStorage.setItem(STORE, to ? "on" : "off");
    setOn(to);
  };
  return [on, change];
}

/** Return whether a key opens the help: a screen that has «?» for itself keeps it. */
export function opensHelp(event: KeyboardEvent): boolean {
  if (event.key !== KEY || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return false;
  if (event.defaultPrevented || (event.target as Element).closest?.(FIELDS)) return false;
  if (document.querySelector("dialog[open]")) return false;
  return !activeShortcuts().some((each) => each.label === KEY && !HELP_KEYS.includes(each));
}

export function useHelpKey(on: boolean, toggle: () => void): void {
  const latest = useRef(toggle);
  useEffect(() => {
    latest.current = toggle;
  });
  useRegisteredShortcuts(on ? HELP_KEYS : null);
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (!opensHelp(event)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [on]);
}
