/** The list of voice messages: its filters and its columns. Pure. */
import type { FilterSpec, ListSpec } from "../../../components/data-list/list-state";

export type MessageColumn = "left_at" | "state" | "line" | "duration" | "caller";

export const MESSAGE_COLUMNS: readonly { id: MessageColumn; label: string }[] = [
  { id: "left_at", label: "Fecha" },
  { id: "state", label: "Estado" },
  { id: "line", label: "Línea" },
  { id: "duration", label: "Duración" },
  { id: "caller", label: "Número" },
];
const ALL = MESSAGE_COLUMNS.map(({ id }) => id);
/** The order belongs to the box: pending messages begin with the oldest, attended ones with the newest. */
export const MESSAGE_LIST: ListSpec = {
  filters: [{ name: "attended" }, { name: "line" }],
  columns: ALL,
  defaultColumns: ALL,
  sorts: [""],
};

export const messageFilters = (lines: readonly { id: string; name: string }[]): FilterSpec[] => [
  {
    name: "line",
    label: "Línea",
    kind: "select",
    primary: true,
    choices: lines.map(({ id, name }) => ({ value: id, label: name })),
  },
];
