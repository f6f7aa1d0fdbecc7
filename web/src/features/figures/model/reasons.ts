/** Reasons for contact as a table with a column for each week. Pure. */
import type { ContactReason } from "../../../api/figures";
import { addDays, type DayRange } from "../../oversight/model/indicator-view";

export interface ReasonRow extends Pick<ContactReason, "name" | "line" | "kind" | "theme" | "subtheme"> {
  /** By week, in the order of the columns. */
  calls: number[];
  total: number;
}

/** Return the Mondays of the weeks with a call, in order. */
export const weeksOf = (reasons: ContactReason[]): string[] =>
  [...new Set(reasons.map((each) => each.week_begins))].sort();

/** Return a row for each topic and line, the most frequent first. */
export function pivotReasons(reasons: ContactReason[], weeks: string[]): ReasonRow[] {
  const rows = new Map<string, ReasonRow>();
  for (const { name, line, kind, theme, subtheme, week_begins, calls } of reasons) {
    const key = [kind, theme, subtheme, line].join("|");
    const row = rows.get(key) ?? { name, line, kind, theme, subtheme, calls: weeks.map(() => 0), total: 0 };
    const column = weeks.indexOf(week_begins);
    row.calls[column] = (row.calls[column] ?? 0) + calls;
    row.total += calls;
    rows.set(key, row);
  }
  return [...rows.values()].sort((one, other) => other.total - one.total || one.name.localeCompare(other.name));
}

/** Return the days of a week that lie in a range. */
export function weekWithin(monday: string, { from, until }: DayRange): DayRange {
  const sunday = addDays(monday, 6);
  return { from: monday > from ? monday : from, until: sunday < until ? sunday : until };
}
