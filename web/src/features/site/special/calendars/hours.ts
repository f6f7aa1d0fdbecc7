/** Opening hours in their short form, «7:00-19:00», and the hours of each day of a calendar. Pure. */
import { type Fields, fieldsOf, listOf, textOf, textsOf } from "../common/values";
import { t } from "../../../../i18n/translate";

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const WEEKDAY_NAMES: Readonly<Record<Weekday, string>> = {
  monday: t("Lunes"),
  tuesday: t("Martes"),
  wednesday: t("Miércoles"),
  thursday: t("Jueves"),
  friday: t("Viernes"),
  saturday: t("Sábado"),
  sunday: t("Domingo"),
};

export interface DayException {
  day: string;
  hours: string[];
  reason: string;
}

const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))?$/;

/** Return a time as 7:00 or 19:30; null if it is none. */
function readClock(text: string): number | null {
  const [, hour, minute = "0"] = CLOCK.exec(text.trim()) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour === undefined || Number(minute) > 59 || minutes > 24 * 60 ? null : minutes;
}

const writeClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, "0")}`;

/** Return the hours that a person typed, «7-12, 14:00 a 19:00», in the form of the site; null if they are none. */
export function readHours(text: string): string[] | null {
  const ranges = text.split(/[,;]|\s+y\s+/).map((each) => each.trim());
  if (text.trim() === "") return [];
  const read = ranges.map((range) => {
    const [opens, closes, more] = range.split(/\s*[-–]\s*|\s+a\s+/).map(readClock);
    if (opens === undefined || opens === null || closes === undefined || closes === null || more !== undefined)
      return null;
    return opens < closes ? ([opens, closes] as const) : null;
  });
  const sorted = read.filter((each) => each !== null).sort(([one], [other]) => one - other);
  if (sorted.length !== read.length) return null;
  return sorted.map(([opens, closes]) => `${writeClock(opens)}-${writeClock(closes)}`);
}

/** Return hours as people read them; empty for a closed day. */
export const writeHours = (hours: readonly string[]): string => hours.join(", ");

/** Return hours in words: «7:00 a 19:00», or that the day is closed. */
export const hoursText = (hours: readonly string[]): string =>
  hours.length === 0 ? t("cerrado") : hours.map((each) => each.replace("-", t(" a "))).join(t(" y "));

/** Return how long hours are open, in hours with their half: 12 or 4,5. */
export function openHours(hours: readonly string[]): number {
  const minutes = hours.map((each) => {
    const [opens, closes] = each.split("-").map(readClock);
    return opens == null || closes == null ? 0 : Math.max(0, (closes || 24 * 60) - opens);
  });
  return minutes.reduce((total, each) => total + each, 0) / 60;
}

export const exceptionsOf = (calendar: Fields): DayException[] =>
  listOf(calendar.exceptions)
    .map(fieldsOf)
    .map(({ day, hours, reason }) => ({ day: textOf(day), hours: textsOf(hours), reason: textOf(reason) }));

/** Return the exceptions with one for a day, or without; they stay in the order of the days. */
export function withException(
  exceptions: readonly DayException[],
  day: string,
  next: DayException | null,
): DayException[] {
  const others = exceptions.filter((each) => each.day !== day && each.day !== next?.day);
  return [...others, ...(next ? [next] : [])].sort((one, other) => one.day.localeCompare(other.day));
}
