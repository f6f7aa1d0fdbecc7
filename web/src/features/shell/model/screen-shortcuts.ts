/** The shortcuts of each screen, by user. Pure. */
import { SEARCH_SHORTCUT, SHORTCUTS, type ShortcutName, SUBMIT_SHORTCUT } from "../../../keyboard-shortcuts";

export interface Shortcut {
  label: string;
  does: string;
}

/** An advisor can change their presence on every screen. */
const COMMON_SHORTCUTS: readonly ShortcutName[] = ["available", "pause", "offline"];
const HELP_SHORTCUT: Shortcut = SHORTCUTS.help;
/** In the rows of a list. */
const LIST_SHORTCUTS: readonly Shortcut[] = [
  { label: "Flechas", does: "Pasar de una fila de la lista a otra" },
  { label: "Enter", does: "Abrir la fila" },
];
const SCREEN_SHORTCUTS: Readonly<Record<string, readonly Shortcut[]>> = {
  "/tablero": [
    { label: "Flechas", does: "Pasar de un asesor o de una llamada a otra" },
    { label: "Enter", does: "Abrir lo que está señalado" },
  ],
  "/bandeja": [
    ...LIST_SHORTCUTS,
    { label: "X", does: "Marcar la fila" },
    { label: "Ctrl Enter", does: "Hacer el paso que está abierto" },
  ],
  "/llamadas": LIST_SHORTCUTS,
  "/calidad/evaluaciones": [...LIST_SHORTCUTS, { label: "?", does: "Ver los atajos de una evaluación abierta" }],
  "/mensajes": [...LIST_SHORTCUTS, { label: "Ctrl Enter", does: "Radicar la petición del mensaje" }],
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
