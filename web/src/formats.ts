/** How times, durations and numbers read in Colombia. Pure: no clock of its own. */

const ZONE = "America/Bogota";
const hour = new Intl.DateTimeFormat("es-CO", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const second = new Intl.DateTimeFormat("es-CO", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("es-CO", { timeZone: ZONE, weekday: "long", day: "numeric", month: "long" });
const short = new Intl.DateTimeFormat("es-CO", { timeZone: ZONE, day: "numeric", month: "short" });
const integer = new Intl.NumberFormat("es-CO");

/** 14:05 */
export const timeOfDay = (at: string | number): string => hour.format(new Date(at));
/** 14:05:09 */
export const timeOfDayWithSeconds = (at: string | number): string => second.format(new Date(at));
/** martes, 24 de noviembre */
export const weekdayAndDate = (at: string | number): string => day.format(new Date(at));
/** 24 de nov. */
export const shortDate = (at: string | number): string => short.format(new Date(at));
const inFull = new Intl.DateTimeFormat("es-CO", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });
const wholeDay = new Intl.DateTimeFormat("es-CO", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
const weekDay = new Intl.DateTimeFormat("es-CO", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat("es-CO", { timeZone: "UTC", day: "numeric", month: "short" });
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
/** «25 de noviembre de 2026», of a moment. */
export const longDate = (at: string | number): string => inFull.format(new Date(at));
/** Days without an hour, as 2026-12-16: «16 de diciembre de 2026». */
export const longDateOfDay = (day: string): string => wholeDay.format(noon(day));
/** «miércoles, 16 de diciembre» */
export const weekdayAndDateOfDay = (day: string): string => weekDay.format(noon(day));
const dayOfYear = new Intl.DateTimeFormat("es-CO", { timeZone: ZONE, day: "numeric", month: "long" });
/**
 * «12 de noviembre»; of another year, «12 de noviembre de 2025».
 *
 * @param now the moment from which it is said
 */
export const dayAndMonth = (at: string, now: number): string => {
  const year = (moment: string | number) => longDate(moment).slice(-4);
  return year(at) === year(now) ? dayOfYear.format(new Date(at)) : longDate(at);
};
/** «16 de dic.» */
export const shortDateOfDay = (day: string): string => shortDay.format(noon(day));
/**
 * «a las 10:40», or with the day where that is another: «el 25 de nov. a las 08:00».
 *
 * @param now the moment from which it is said
 */
export const momentPhrase = (at: string, now: number): string =>
  `${short.format(new Date(at)) === short.format(now) ? "" : `el ${shortDate(at)} `}${timeOfDay(at).startsWith("01") ? "a la" : "a las"} ${timeOfDay(at)}`;
export const formatInteger = (value: number): string => integer.format(value);

const pad = (value: number): string => String(value).padStart(2, "0");

/**
 * 0:07, 12:31, 1:02:03. Never negative: two clocks may differ by a breath.
 *
 * @param ms milliseconds
 */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

/** What is left: a second that has begun counts whole, so that a countdown shows 0:00 only when it is over. */
export const remaining = (ms: number): string => duration(Math.ceil(Math.max(0, ms) / 1000) * 1000);

/** «1 minuto 5 segundos», for those who hear the screen. */
export function spokenDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const parts = [plural(hours, "hora"), plural(minutes, "minuto"), plural(seconds, "segundo")];
  return parts.filter(Boolean).join(" ") || "0 segundos";
}

const plural = (value: number, unit: string): string => (value ? `${value} ${unit}${value === 1 ? "" : "s"}` : "");

/** «1 llamada», «3 llamadas». */
export const countPhrase = (value: number, one: string, many: string): string =>
  `${formatInteger(value)} ${value === 1 ? one : many}`;

/** 84 kB, 1,2 MB. */
export const formatBytes = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;

/**
 * 82,35 %, or a dash when there is nothing to divide by.
 *
 * Not rounded again: 79,96 must not read 80.
 *
 * @param share percent as the server writes it, "82.35"
 */
export const formatPercent = (share: string | null): string => (share === null ? "–" : `${share.replace(".", ",")} %`);

/** For searching: no case, no accents. */
export const foldAccents = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/** The words of a text, for searching. */
export const searchWords = (text: string): string[] =>
  foldAccents(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** «Ana Lucía Rojas» → «AR». */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

/** Every word that was typed must occur somewhere in the option. */
export function matchesSearch(label: string, search: string): boolean {
  const text = foldAccents(label);
  return foldAccents(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
