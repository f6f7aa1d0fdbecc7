/**
 * The keyboard shortcuts in one table, which the button hints and the key listener read, and the list of those that the
 * screen has now: what listens to a key registers it, and the help shows what is registered.
 *
 * They are Alt with a letter: Ctrl belongs to the browser, single letters to the form and to screen readers (WCAG
 * 2.1.4), and Alt with a digit changes tabs on Linux. The key's position counts (`code`), not its character: with Alt,
 * a Mac types other characters. Letters of Spanish browser menus (A, D, E, F, H, M, V) are avoided where possible.
 */
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { t } from "./i18n/translate";

/** A key as the user reads it, and what it does. */
export interface Shortcut {
  label: string;
  does: string;
}

export const SHORTCUTS = {
  available: { code: "KeyL", label: "Alt L", does: t("Quedar disponible (libre)") },
  pause: { code: "KeyP", label: "Alt P", does: t("Elegir una pausa") },
  offline: { code: "KeyX", label: "Alt X", does: t("Quedar fuera de turno") },
  hold: { code: "KeyR", label: "Alt R", does: t("Retener la llamada, o retomarla") },
  mute: { code: "KeyS", label: "Alt S", does: t("Silenciar su micrófono, o volver a hablar") },
  recording: {
    code: "KeyN",
    label: "Alt N",
    does: t("Pausar la grabación mientras se dicen datos secretos, o reanudarla"),
  },
  keypad: {
    code: "KeyM",
    label: "Alt M",
    does: t("Abrir o cerrar el teclado, para marcar en un menú de la otra parte"),
  },
  transfer: { code: "KeyO", label: "Alt O", does: t("Transferir la llamada o consultar a otro asesor") },
  join: {
    code: "KeyJ",
    label: "Alt J",
    does: t("En una consulta, hablar los tres; después, seguir sin el asesor consultado"),
  },
  hangUp: { code: "KeyC", label: "Alt C", does: t("Colgar (dos veces: la segunda confirma)") },
  survey: {
    code: "KeyU",
    label: "Alt U",
    does: t("Transferir a la encuesta y terminar (dos veces: la segunda confirma)"),
  },
  ticket: {
    code: "KeyT",
    label: "Alt T",
    does: t("Ir al formulario del ticket; entre llamadas, tipificar la que quedó pendiente"),
  },
  script: { code: "KeyG", label: "Alt G", does: t("Ir al guion de la línea") },
  customer: { code: "KeyI", label: "Alt I", does: t("Verificar la identidad; después, ver los datos del cliente") },
  verify: { code: "KeyW", label: "Alt W", does: t("Hacer las preguntas al cliente que sugiere el número") },
  lookups: { code: "KeyK", label: "Alt K", does: t("Consultar otros sistemas") },
  knowledge: { code: "KeyQ", label: "Alt Q", does: t("Buscar en la base de conocimiento") },
  status: { code: "KeyB", label: "Alt B", does: t("Consultar el estado de un radicado") },
  read: { code: "KeyZ", label: "Alt Z", does: t("Marcar como leído el mensaje de la supervisión") },
  help: { code: "KeyY", label: "Alt Y", does: t("Mostrar estos atajos (también F1)") },
} as const;
export type ShortcutName = keyof typeof SHORTCUTS;
export const SUBMIT_SHORTCUT: Shortcut = {
  label: "Ctrl Enter",
  does: t("Pulsar el botón principal: radicar, guardar o terminar"),
};
/** For a form that listens to it. */
export const SUBMIT_KEYS: readonly Shortcut[] = [SUBMIT_SHORTCUT];
/** For a list whose items are passed through with the arrows. */
export const LIST_KEYS: readonly Shortcut[] = [
  { label: t("Flechas"), does: t("Pasar de uno a otro en la lista") },
  { label: "Enter", does: t("Abrir el que está señalado") },
];

/** The one exception: Ctrl K opens a search wherever one exists, and no browser needs it inside a page. */
export const SEARCH_SHORTCUT = { label: "Ctrl K", does: t("Buscar en todo lo que usted puede ver") };
export const isSearchKey = (event: KeyboardEvent): boolean =>
  event.code === "KeyK" && event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && !event.repeat;

type ShortcutHandlers = Partial<Record<ShortcutName, () => void>>;

/** Return the shortcut of a keyboard event, if it is one. */
export function shortcutOf(event: KeyboardEvent): ShortcutName | null {
  if (event.code === "F1" && !event.ctrlKey && !event.altKey && !event.metaKey) return "help";
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return null;
  const names = Object.keys(SHORTCUTS) as ShortcutName[];
  return names.find((name) => SHORTCUTS[name].code === event.code) ?? null;
}

/** What is registered now, by the component that listens. */
const registered = new Map<object, readonly Shortcut[]>();
const listeners = new Set<() => void>();
let activeList: readonly Shortcut[] = [];
const TABLE_ORDER: readonly Shortcut[] = Object.values(SHORTCUTS);

/** Return the shortcuts without repetition: those of the table first, in its order; then the others as they came. */
export function orderShortcuts(shortcuts: readonly Shortcut[]): Shortcut[] {
  const once = shortcuts.filter(
    (each, at) => shortcuts.findIndex((other) => other.label === each.label && other.does === each.does) === at,
  );
  const rank = (each: Shortcut) => {
    const at = TABLE_ORDER.indexOf(each);
    return each === SHORTCUTS.help ? Number.POSITIVE_INFINITY : at < 0 ? TABLE_ORDER.length : at;
  };
  return once.sort((one, other) => rank(one) - rank(other) || 0);
}

function register(owner: object, shortcuts: readonly Shortcut[] | null): void {
  if (shortcuts) registered.set(owner, shortcuts);
  else registered.delete(owner);
  activeList = orderShortcuts([...registered.values()].flat());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Return the shortcuts that work on the screen now. */
export const useActiveShortcuts = (): readonly Shortcut[] => useSyncExternalStore(subscribe, () => activeList);
export const activeShortcuts = (): readonly Shortcut[] => activeList;

/**
 * Register keys while a component is mounted that listens to them itself.
 *
 * @param shortcuts the same array at each render; null while the component does not listen
 */
export function useRegisteredShortcuts(shortcuts: readonly Shortcut[] | null): void {
  useEffect(() => {
    if (!shortcuts) return;
    const owner = {};
    register(owner, shortcuts);
    return () => register(owner, null);
  }, [shortcuts]);
}

/** Listen to shortcuts, and register them, while the component is mounted. */
export function useShortcuts(acts: ShortcutHandlers): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const names = (Object.keys(acts) as ShortcutName[]).filter((name) => acts[name]).join(" ");
  useRegisteredShortcuts(
    useMemo(
      () =>
        names
          .split(" ")
          .filter(Boolean)
          .map((name) => SHORTCUTS[name as ShortcutName]),
      [names],
    ),
  );
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const name = shortcutOf(event);
      const act = name && latest.current[name];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
