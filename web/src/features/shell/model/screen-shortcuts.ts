/** The shortcuts of each screen, by user. Pure. */
import { SEARCH_SHORTCUT, SHORTCUTS, type ShortcutName, SUBMIT_SHORTCUT } from "../../../keyboard-shortcuts";

export interface Shortcut {
  label: string;
  does: string;
}

/** An advisor can change their presence on every screen. */
const COMMON_SHORTCUTS: readonly ShortcutName[] = ["available", "pause", "offline"];
const HELP_SHORTCUT: Shortcut = SHORTCUTS.help;
const SCREEN_SHORTCUTS: Readonly<Record<string, readonly Shortcut[]>> = {
  "/tablero": [
    { label: "Flechas", does: "Pasar de un asesor o de una llamada a otra" },
    { label: "Enter", does: "Abrir lo que está señalado" },
  ],
  "/bandeja": [{ label: "Ctrl Enter", does: "Hacer el paso que está abierto" }],
  "/mensajes": [{ label: "Ctrl Enter", does: "Radicar la petición del mensaje" }],
};

/**
 * Return the shortcuts of a screen.
 *
 * @param attends whether the user is an advisor
 */
export function screenShortcuts(path: string, attends: boolean): Shortcut[] {
  if (attends && path === "/escritorio")
    return [
      ...Object.values(SHORTCUTS).filter((each) => each !== SHORTCUTS.help),
      SUBMIT_SHORTCUT,
      SEARCH_SHORTCUT,
      HELP_SHORTCUT,
    ];
  const own = attends ? COMMON_SHORTCUTS.map((name) => SHORTCUTS[name]) : [];
  return [...own, ...(SCREEN_SHORTCUTS[path] ?? []), SEARCH_SHORTCUT, HELP_SHORTCUT];
}
