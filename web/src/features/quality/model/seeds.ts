/**
 * The number that the interventoría commits for a week: its digits, the weeks that it may be for, and its state. Pure:
 * the source of random bytes and the time are given. Weeks are ISO weeks such as 2026-W47, in Bogotá's time.
 */
import type { SampleSeed } from "../../../api/samples";
import { countPhrase } from "../../../formats";
import { addDays, fromLocalInput, localDay } from "../../oversight/model/indicator-view";
import { t } from "../../../i18n/translate";

export const DIGITS = 40;
/** As the server: 35 days before the week, and five minutes from each midnight. */
const LEAD_MS = 35 * 86_400_000;
const MARGIN_MS = 5 * 60_000;
/** The largest multiple of 10 below 256: bytes from it on would make some digits more likely. */
const FAIR_BYTES = 250;

/** Return a number of 40 digits, each as likely as any other. */
export function generateNumber(fill: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  let digits = "";
  while (digits.length < DIGITS) {
    const bytes = new Uint8Array(DIGITS);
    fill(bytes);
    digits += [...bytes]
      .filter((byte) => byte < FAIR_BYTES)
      .map((byte) => byte % 10)
      .join("");
  }
  return digits.slice(0, DIGITS);
}

/** Return the typed text without the spaces and line ends of a copied number. */
export const cleanNumber = (typed: string): string => typed.replace(/\s+/g, "");

/** Return the error of a number; empty if it has 40 digits. */
export function numberError(number: string): string {
  if (/\D/.test(number)) return t("El número solo tiene cifras del 0 al 9.");
  const missing = DIGITS - number.length;
  if (missing > 0) return `${missing === 1 ? t("Falta") : t("Faltan")} ${countPhrase(missing, "cifra", "cifras")}.`;
  return missing < 0 ? `${missing === -1 ? t("Sobra") : t("Sobran")} ${countPhrase(-missing, "cifra", "cifras")}.` : "";
}

export const hexOf = (digest: ArrayBuffer): string =>
  [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Return the text of the file in which a person keeps a number outside the system. */
export const numberFile = (week: string, number: string, commitment: string): string =>
  t(
    "Número de la interventoría para las muestras de calidad de la semana {week}\n\nNúmero: {number}\nCompromiso (SHA-256): {commitment}\n\nGuárdelo fuera de Atención hasta que termine la semana y no lo comparta antes.\nSin él no se puede revelar, y no hay manera de recuperarlo.\n",
    { week, number, commitment },
  );

export interface WeekDays {
  first: string;
  last: string;
}

/** Return the Monday and the Sunday of a week; null for a text that names none. */
export function daysOfWeek(week: string): WeekDays | null {
  const [, year, number] = /^(\d{4})-W(\d\d)$/.exec(week) ?? [];
  if (!year || !number) return null;
  const first = addDays(mondayOf(`${year}-01-04`), 7 * (Number(number) - 1)); // 4 January is always in week 1
  return weekOfDay(first) === week ? { first, last: addDays(first, 6) } : null;
}

/** Return the week of a day. */
export function weekOfDay(day: string): string {
  const year = addDays(mondayOf(day), 3).slice(0, 4); // the year of its Thursday
  const days = Date.parse(`${mondayOf(day)}T12:00:00Z`) - Date.parse(`${mondayOf(`${year}-01-04`)}T12:00:00Z`);
  return `${year}-W${String(days / (7 * 86_400_000) + 1).padStart(2, "0")}`;
}

const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
const midnight = (day: string): number => Date.parse(fromLocalInput(`${day}T00:00`));

/** Return the weeks that may still be committed, the nearest first. */
export function weeksToCommit(now: number): string[] {
  const monday = mondayOf(localDay(now));
  return [1, 2, 3, 4, 5, 6]
    .map((weeks) => addDays(monday, 7 * weeks))
    .filter((first) => commitWindow(first, now) === "open")
    .map(weekOfDay);
}

type CommitWindow = "early" | "open" | "late";
function commitWindow(firstDay: string, now: number): CommitWindow {
  if (now >= midnight(firstDay) - MARGIN_MS) return "late";
  return now < midnight(firstDay) - LEAD_MS + MARGIN_MS ? "early" : "open";
}

export type SeedState = CommitWindow | "committed" | "to_reveal" | "revealed";

/** Return what can be done for a week. */
export function seedState(days: WeekDays, seed: Pick<SampleSeed, "number"> | undefined, now: number): SeedState {
  if (!seed) return commitWindow(days.first, now);
  if (seed.number !== null) return "revealed";
  return now >= midnight(addDays(days.last)) + MARGIN_MS ? "to_reveal" : "committed";
}

const STATES: Record<SeedState, string> = {
  early: t("Todavía no se compromete"),
  open: t("Sin comprometer"),
  late: t("No se comprometió"),
  committed: t("Comprometido"),
  to_reveal: t("Por revelar"),
  revealed: t("Revelado"),
};
export const seedStateLabel = (state: SeedState): string => STATES[state];
export const seedPath = (week: string): string => `/calidad/semillas/${encodeURIComponent(week)}`;
/** Return the week after a week, before which the samples of the week are listed. */
export const weekAfter = (days: WeekDays): string => weekOfDay(addDays(days.last));

/** Return the error of a number whose SHA-256 is not the committed one; empty while the SHA-256 is unknown. */
export const revealError = (digest: string, commitment: string): string =>
  digest && digest !== commitment
    ? t("El número no corresponde al compromiso de esta semana: su SHA-256 es otro. No se envía.")
    : "";
