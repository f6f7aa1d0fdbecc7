/** The days of a year, each with its hours and where they come from. Pure. */
import { type Fields, fieldsOf, textsOf } from "../common/values";
import { exceptionsOf, hoursText, WEEKDAYS, type Weekday } from "./hours";
import { t } from "../../../../i18n/translate";

/** Where the hours of a day come from: an exception overrides a holiday, which overrides the week. */
export type DaySource = "exception" | "holiday" | "week";

export interface YearDay {
  day: string;
  number: number;
  weekday: Weekday;
  hours: string[];
  source: DaySource;
  /** The reason of an exception or the name of a holiday; empty for a day of the week. */
  reason: string;
}

export interface YearMonth {
  /** From 1. */
  month: number;
  /** How many days of the first week belong to the month before. */
  before: number;
  days: YearDay[];
}

const pad = (value: number): string => String(value).padStart(2, "0");
const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
export const weekdayOf = (day: string): Weekday => WEEKDAYS[(at(day).getUTCDay() + 6) % 7] ?? "monday";

/** Return a day some days later; of a text that is no day, the same. */
export function addDays(day: string, days: number): string {
  const date = at(day);
  date.setUTCDate(date.getUTCDate() + days);
  return Number.isNaN(date.getTime()) ? day : date.toISOString().slice(0, 10);
}

const colombian = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Bogota" });
/** Return the day of a moment in Colombia, 2026-12-24. */
export const localDay = (moment: number): string => colombian.format(moment);

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Return the year of a calendar; `holidays` are the names of the days on which the country rests. */
export function yearOf(calendar: Fields, year: number, holidays: ReadonlyMap<string, string>): YearMonth[] {
  const exceptions = new Map(exceptionsOf(calendar).map((each) => [each.day, each]));
  const week = fieldsOf(calendar.week);
  const closesOnHolidays = calendar.holidays !== "none";
  const dayOf = (day: string): YearDay => {
    const weekday = weekdayOf(day);
    const plain = { day, number: Number(day.slice(8)), weekday };
    const exception = exceptions.get(day);
    if (exception) return { ...plain, hours: exception.hours, source: "exception", reason: exception.reason };
    const holiday = closesOnHolidays ? holidays.get(day) : undefined;
    if (holiday !== undefined) return { ...plain, hours: [], source: "holiday", reason: holiday };
    return { ...plain, hours: textsOf(week[weekday]), source: "week", reason: "" };
  };
  return Array.from({ length: 12 }, (_, index) => {
    const month = index + 1;
    const days = Array.from({ length: daysIn(year, month) }, (_day, each) =>
      dayOf(`${String(year)}-${pad(month)}-${pad(each + 1)}`),
    );
    return { month, before: WEEKDAYS.indexOf(days[0]?.weekday ?? "monday"), days };
  });
}

/** Return what a day is, for its button: «cerrado, Navidad (festivo)». */
export function dayText({ hours, source, reason }: YearDay): string {
  const text = hoursText(hours);
  if (source === "holiday") return t("{hours}, festivo: {reason}", { hours: text, reason });
  if (source === "exception") return t("{hours}, excepción: {reason}", { hours: text, reason });
  return text;
}

/** Return the day to which an arrow leads; null for another key. */
export function dayAfterKey(day: string, key: string): string | null {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const step = steps[key];
  if (step !== undefined) return addDays(day, step);
  if (key === "Home") return addDays(day, -WEEKDAYS.indexOf(weekdayOf(day)));
  if (key === "End") return addDays(day, 6 - WEEKDAYS.indexOf(weekdayOf(day)));
  if (key === "PageUp" || key === "PageDown") {
    const [year = 0, month = 1, number = 1] = day.split("-").map(Number);
    const to = new Date(Date.UTC(year, month - 1 + (key === "PageUp" ? -1 : 1), 1));
    const last = daysIn(to.getUTCFullYear(), to.getUTCMonth() + 1);
    to.setUTCDate(Math.min(number, last));
    return to.toISOString().slice(0, 10);
  }
  return null;
}
