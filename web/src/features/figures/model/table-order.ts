/** The order of a table by one of its columns, as it stands in the address: `tmo`, or `-tmo` for the largest first. Pure. */

import { locale } from "../../../i18n/translate";

export type SortValue = number | string | null;

/** Return the order after a click on a column: the largest first, then the smallest; names the other way round. */
export function nextOrder(order: string, column: string, textual: boolean): string {
  const [first, second] = textual ? [column, `-${column}`] : [`-${column}`, column];
  return order === first ? second : first;
}

/** Return the direction of a column in an order, for `aria-sort`. */
export const directionOf = (order: string, column: string): "ascending" | "descending" | undefined =>
  order === column ? "ascending" : order === `-${column}` ? "descending" : undefined;

/** Sort rows by the values of the ordered column; rows without a value come last. */
export function sortRows<Row>(
  rows: readonly Row[],
  order: string,
  columns: Record<string, (row: Row) => SortValue>,
): Row[] {
  const value = columns[order.replace(/^-/, "")];
  if (!value) return [...rows];
  const sign = order.startsWith("-") ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [left, right] = [value(one), value(other)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (typeof left === "string" ? left.localeCompare(String(right), locale) : left - Number(right));
  });
}
