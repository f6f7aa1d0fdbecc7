/**
 * The state of a list as stored in the address: filters, order and columns. A link or a saved view carries it, and the
 * back button returns to it. The names are those of the API. Pure.
 */
export interface Choice {
  value: string;
  label: string;
}
export interface FilterSpec {
  /** The parameter of the API and of the address. */
  name: string;
  label: string;
  /** A flag is set by "true". */
  kind: "select" | "day" | "seconds" | "flag" | "text";
  choices?: readonly Choice[];
  /** Shown before «Más filtros» is opened. */
  primary?: boolean;
}
export interface ListSpec {
  filters: readonly Pick<FilterSpec, "name">[];
  /** All columns, in their order. */
  columns: readonly string[];
  defaultColumns: readonly string[];
  sorts: readonly string[];
}
export interface ListState {
  /** Values by filter; an absent filter is not set. */
  filters: Readonly<Record<string, string>>;
  sort: string;
  columns: readonly string[];
}

/** Parse the state of an address; unknown parameters and values are left out. */
export function parseListState(search: string, spec: ListSpec): ListState {
  const params = new URLSearchParams(search);
  const filters: Record<string, string> = {};
  for (const { name } of spec.filters) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  const columns = (params.get("columns") ?? "").split(",").filter((each) => spec.columns.includes(each));
  const sort = params.get("sort") ?? "";
  return {
    filters,
    sort: spec.sorts.includes(sort) ? sort : (spec.sorts[0] ?? ""),
    columns: columns.length ? [...new Set(columns)] : spec.defaultColumns,
  };
}

/** Return the address part of a state, with its question mark; empty for the default state. */
export function listSearch(state: ListState, spec: ListSpec): string {
  const params = new URLSearchParams();
  for (const { name } of spec.filters) {
    const value = state.filters[name];
    if (value) params.set(name, value);
  }
  if (state.sort !== spec.sorts[0]) params.set("sort", state.sort);
  if (state.columns.join() !== spec.defaultColumns.join()) params.set("columns", state.columns.join());
  const text = params.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** Return the filters with changes; an empty value removes a filter. */
export function withFilters(
  filters: ListState["filters"],
  changes: Readonly<Record<string, string | undefined>>,
): ListState["filters"] {
  const entries = Object.entries({ ...filters, ...changes });
  return Object.fromEntries(entries.filter((each): each is [string, string] => Boolean(each[1])));
}

/** Return the columns with one shown or hidden, in the order of the list; the last one stays. */
export function toggleColumn(columns: readonly string[], column: string, all: readonly string[]): readonly string[] {
  const shown = columns.includes(column) ? columns.filter((each) => each !== column) : [...columns, column];
  return shown.length ? all.filter((each) => shown.includes(each)) : columns;
}

export interface ActiveFilter {
  name: string;
  /** «Canal: por escrito». */
  label: string;
}
/** Return the filters that are set, with the label of each value. */
export function activeFilters(filters: ListState["filters"], specs: readonly FilterSpec[]): ActiveFilter[] {
  return specs.flatMap(({ name, label, kind, choices }) => {
    const value = filters[name];
    if (!value) return [];
    if (kind === "flag") return [{ name, label }];
    const shown = choices?.find((each) => each.value === value)?.label ?? value;
    return [{ name, label: `${label}: ${shown}${kind === "seconds" ? " s" : ""}` }];
  });
}

/** Return the selection after one row is toggled, or all of a page. */
export function toggleSelection(selected: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const all = ids.every((id) => selected.has(id));
  const next = new Set(selected);
  for (const id of ids) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return next;
}

/** Return the index that a key moves to in a list of a given length; null if the key does not move. */
export function movedIndex(key: string, index: number, length: number): number | null {
  const last = length - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(index + 1, last);
    case "ArrowUp":
    case "k":
      return Math.max(index - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
  }
  return null;
}
