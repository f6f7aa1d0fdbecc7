/** Which shortcuts a screen has for whoever looks at it. Pure. */
import { KEYS, type KeyName, SUBMIT } from "../../../keyboard-shortcuts";

export interface Shortcut {
  label: string;
  does: string;
}

/** One's own state can be changed on every screen. */
const EVERYWHERE: readonly KeyName[] = ["available", "pause", "offline"];
const HELP: Shortcut = KEYS.help;
const OF_SCREENS: Readonly<Record<string, readonly Shortcut[]>> = {
  "/tablero": [{ label: "Flechas", does: "Pasar de un asesor o de una llamada a otra" }, { label: "Enter", does: "Abrir lo que está señalado" }],
  "/bandeja": [{ label: "Ctrl Enter", does: "Hacer el paso que está abierto" }],
  "/mensajes": [{ label: "Ctrl Enter", does: "Radicar la petición del mensaje" }],
};

/**
 * The shortcuts of a screen.
 *
 * @param attends whether the person is an advisor
 */
export function shortcutsOf(path: string, attends: boolean): Shortcut[] {
  if (attends && path === "/escritorio") return [...Object.values(KEYS).filter((each) => each !== KEYS.help), SUBMIT, HELP];
  const own = attends ? EVERYWHERE.map((name) => KEYS[name]) : [];
  return [...own, ...(OF_SCREENS[path] ?? []), HELP];
}
