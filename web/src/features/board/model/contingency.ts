/** The form of a contingency message: when it ends, and whether it is complete. */
import type { ContingencyChoice, ContingencyMode } from "../../../api/contingency";
import { fromLocalInput, toLocalInput } from "../../oversight/model/indicator-view";
import { t } from "../../../i18n/translate";

export const DURATIONS = [
  ["15", "15 min"],
  ["30", "30 min"],
  ["60", t("1 hora")],
  ["at", t("Hasta las…")],
] as const;
export type Duration = (typeof DURATIONS)[number][0];

export interface ContingencyDraft {
  lines: string[];
  message: string;
  mode: ContingencyMode;
  duration: Duration;
  /** The time of day in Colombia at which it ends, HH:MM; counts with the duration `at`. */
  at: string;
  reason: string;
}
export const NEW_CONTINGENCY: ContingencyDraft = {
  lines: [],
  message: "",
  mode: "before",
  duration: "30",
  at: "",
  reason: "",
};
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Return when the message ends, in ISO 8601: a time of day that has passed is tomorrow's. Null without a time. */
export function endOf({ duration, at }: Pick<ContingencyDraft, "duration" | "at">, now: number): string | null {
  if (duration !== "at") return new Date(now + Number(duration) * MINUTE_MS).toISOString();
  if (!/^\d\d:\d\d$/.test(at)) return null;
  const today = Date.parse(fromLocalInput(`${toLocalInput(now).slice(0, 10)}T${at}`));
  return new Date(today > now ? today : today + DAY_MS).toISOString();
}

/** Return the mode of the form, or the only one that the message allows. */
export const modeOf = (choice: ContingencyChoice | undefined, mode: ContingencyMode): ContingencyMode =>
  choice === undefined || choice.modes.includes(mode) ? mode : (choice.modes[0] ?? mode);

export const isComplete = (draft: ContingencyDraft, now: number): boolean =>
  draft.lines.length > 0 && draft.message !== "" && endOf(draft, now) !== null && draft.reason.trim().length >= 3;
