/** What a wall shows: the settings of its display, unless the address says otherwise. Pure. */
import type { Panel, WallTheme } from "../../../api/displays";
import { t } from "../../../i18n/translate";

/** Panels in the order of the form, with their name on screens and in the address. */
export const PANELS: readonly { id: Panel; name: string; address: string }[] = [
  { id: "service", name: t("Nivel de servicio"), address: "servicio" },
  { id: "lines", name: t("Nivel de servicio por línea"), address: "lineas" },
  { id: "queues", name: t("En espera por cola"), address: "colas" },
  { id: "advisors", name: t("Asesores por estado"), address: "asesores" },
  { id: "abandonment", name: t("Abandono en cola"), address: "abandono" },
  { id: "contingency", name: t("Mensaje de contingencia"), address: "contingencia" },
];
export const THEMES: readonly { id: WallTheme; name: string; address: string }[] = [
  { id: "dark", name: t("Oscuro"), address: "oscuro" },
  { id: "light", name: t("Claro"), address: "claro" },
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
