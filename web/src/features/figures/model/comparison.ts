/** The period that another one is compared with, and how far apart the two are. Days are local. Pure. */
import { addDays, type DayRange } from "../../oversight/model/indicator-view";
import { t } from "../../../i18n/translate";

export const COMPARISONS = [
  ["", t("Sin comparar")],
  ["anterior", t("Período anterior")],
  ["mes", t("Mismo período del mes pasado")],
  ["anio", t("Mismo período del año pasado")],
  ["libre", t("Otro período…")],
] as const;
export type Comparison = (typeof COMPARISONS)[number][0];

const DAY_MS = 86_400_000;
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);
export const daysBetween = (from: string, to: string): number => Math.round((noon(to) - noon(from)) / DAY_MS);
export const rangeLength = ({ from, until }: DayRange): number => daysBetween(from, until) + 1;

/** Return the same day of an earlier month; the last day of a shorter one. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const index = year * 12 + month - 1 - months;
  const [toYear, toMonth] = [Math.floor(index / 12), index % 12];
  const last = new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate();
  return new Date(Date.UTC(toYear, toMonth, Math.min(date, last), 12)).toISOString().slice(0, 10);
}

export interface ComparisonChoice {
  compare: Comparison;
  /** The first day of a free period. */
  compareFrom: string;
  /** Whether a Monday is compared with a Monday. */
  byWeekday: boolean;
}

/** Return how many days before a range its comparison begins; null without one. */
export function comparisonShift(range: DayRange, { compare, compareFrom, byWeekday }: ComparisonChoice): number | null {
  const plain = plainShift(range, compare, compareFrom);
  if (plain === null || !byWeekday) return plain;
  if (compare === "anterior") return Math.ceil(plain / 7) * 7;
  const weeks = Math.round(plain / 7);
  return (weeks === 0 && plain !== 0 ? Math.sign(plain) : weeks) * 7;
}

function plainShift(range: DayRange, compare: Comparison, compareFrom: string): number | null {
  switch (compare) {
    case "":
      return null;
    case "anterior":
      return rangeLength(range);
    case "mes":
      return daysBetween(monthsBefore(range.from, 1), range.from);
    case "anio":
      return daysBetween(monthsBefore(range.from, 12), range.from);
    case "libre":
      return compareFrom === "" ? null : daysBetween(compareFrom, range.from);
  }
}

/** Return the days that a range is compared with; null without a comparison. */
export function comparedRange(range: DayRange, choice: ComparisonChoice): DayRange | null {
  const shift = comparisonShift(range, choice);
  return shift === null || shift === 0
    ? null
    : { from: addDays(range.from, -shift), until: addDays(range.until, -shift) };
}
