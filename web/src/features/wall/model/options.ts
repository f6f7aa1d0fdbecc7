/** What a wall shows: the settings of its display, unless the address says otherwise. Pure. */
import type { Panel, WallTheme } from "../../../api/displays";

/** Panels in the order of the form, with their name on screens and in the address. */
export const PANELS: readonly { id: Panel; name: string; address: string }[] = [
  { id: "service", name: "Nivel de servicio", address: "servicio" },
  { id: "lines", name: "Nivel de servicio por línea", address: "lineas" },
  { id: "queues", name: "En espera por cola", address: "colas" },
  { id: "advisors", name: "Asesores por estado", address: "asesores" },
  { id: "abandonment", name: "Abandono en cola", address: "abandono" },
  { id: "contingency", name: "Mensaje de contingencia", address: "contingencia" },
];
export const THEMES: readonly { id: WallTheme; name: string; address: string }[] = [
  { id: "dark", name: "Oscuro", address: "oscuro" },
  { id: "light", name: "Claro", address: "claro" },
];
export const MIN_SECONDS = 5;
export const MAX_SECONDS = 120;

export interface WallOptions {
  panels: readonly Panel[];
  seconds: number;
  theme: WallTheme;
}

export const panelName = (panel: Panel): string => PANELS.find(({ id }) => id === panel)?.name ?? panel;

/**
 * Return the options in force.
 *
 * @param query of the address, such as `?paneles=servicio,colas&segundos=20&tema=claro`; what it misspells has no effect
 */
export function chooseOptions(query: string, settings: WallOptions): WallOptions {
  const asked = new URLSearchParams(query);
  const names = (asked.get("paneles") ?? "").split(",");
  const panels = [...new Set(names)].flatMap((name) => PANELS.find(({ address }) => address === name.trim())?.id ?? []);
  const seconds = Math.round(Number(asked.get("segundos") ?? Number.NaN));
  return {
    panels: panels.length ? panels : settings.panels,
    seconds: seconds >= MIN_SECONDS && seconds <= MAX_SECONDS ? seconds : settings.seconds,
    theme: THEMES.find(({ address }) => address === asked.get("tema"))?.id ?? settings.theme,
  };
}
