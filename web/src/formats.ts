/** Formats of times, durations and numbers, in the language of the screens and the time of Colombia. */
import { countMessage, decimalSign, locale, t } from "./i18n/translate";

const ZONE = "America/Bogota";
const hour = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const second = new Intl.DateTimeFormat(locale, {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: "long", day: "numeric", month: "long" });
const short = new Intl.DateTimeFormat(locale, { timeZone: ZONE, day: "numeric", month: "short" });
const integer = new Intl.NumberFormat(locale);

/** Format as 14:05. */
export const timeOfDay = (at: string | number): string => hour.format(new Date(at));
/** Format as 14:05:09. */
export const timeOfDayWithSeconds = (at: string | number): string => second.format(new Date(at));
/** Format as martes, 24 de noviembre. */
export const weekdayAndDate = (at: string | number): string => day.format(new Date(at));
/** Format as 24 de nov. */
export const shortDate = (at: string | number): string => short.format(new Date(at));
const inFull = new Intl.DateTimeFormat(locale, { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });
const wholeDay = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
const weekDay = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" });
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
/** Format a moment as «25 de noviembre de 2026». */
export const longDate = (at: string | number): string => inFull.format(new Date(at));
/** Format a day such as 2026-12-16 as «16 de diciembre de 2026». */
export const longDateOfDay = (day: string): string => wholeDay.format(noon(day));
/** Format a day as «miércoles, 16 de diciembre». */
export const weekdayAndDateOfDay = (day: string): string => weekDay.format(noon(day));
const dayOfYear = new Intl.DateTimeFormat(locale, { timeZone: ZONE, day: "numeric", month: "long" });
/** Format as «12 de noviembre», or with the year if it differs from that of `now`: «12 de noviembre de 2025». */
export const dayAndMonth = (at: string, now: number): string => {
  const year = (moment: string | number) => longDate(moment).slice(-4);
  return year(at) === year(now) ? dayOfYear.format(new Date(at)) : longDate(at);
};
/** Format a day as «16 de dic.». */
export const shortDateOfDay = (day: string): string => shortDay.format(noon(day));
/** Format as «a las 10:40», or with the date if it differs from that of `now`: «el 25 de nov. a las 08:00». */
export const momentPhrase = (at: string, now: number): string => {
  const [day, time] = [shortDate(at), timeOfDay(at)];
  if (day === shortDate(now)) return time.startsWith("01") ? t("a la {time}", { time }) : t("a las {time}", { time });
  return time.startsWith("01") ? t("el {day} a la {time}", { day, time }) : t("el {day} a las {time}", { day, time });
};
export const formatInteger = (value: number): string => integer.format(value);

const pad = (value: number): string => String(value).padStart(2, "0");

/** Format milliseconds as 0:07, 12:31 or 1:02:03. Never negative, because two clocks may differ slightly. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

/** Format the rest of a countdown. A started second counts whole, so that 0:00 appears only at the end. */
export const remaining = (ms: number): string => duration(Math.ceil(Math.max(0, ms) / 1000) * 1000);

/** Format as «1 minuto 5 segundos», for screen readers. */
export function spokenDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const parts = [
    hours && countPhrase(hours, "hora", "horas"),
    minutes && countPhrase(minutes, "minuto", "minutos"),
    seconds && countPhrase(seconds, "segundo", "segundos"),
  ];
  return parts.filter(Boolean).join(" ") || countPhrase(0, "segundo", "segundos");
}

/** Format as «1 llamada» or «3 llamadas». */
export const countPhrase = (value: number, one: string, many: string): string =>
  t(countMessage(one, many), { count: value });

/** Format as 84 kB or 1,2 MB. */
export const formatBytes = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1).replace(".", decimalSign)} MB`;

/**
 * Format as 82,35 %, or a dash if there was nothing to divide by. Not rounded again: 79,96 must not read 80.
 *
 * @param share percentage as the server writes it, "82.35"
 */
export const formatPercent = (share: string | null): string =>
  share === null ? "–" : t("{share} %", { share: share.replace(".", decimalSign) });

/** Fold case and accents, for searches. */
export const foldAccents = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/** Split a text into words for searches. */
export const searchWords = (text: string): string[] =>
  foldAccents(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Return «AR» for «Ana Lucía Rojas». */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

/** Return whether every typed word occurs in the label. */
export function matchesSearch(label: string, search: string): boolean {
  const text = foldAccents(label);
  return foldAccents(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
