/** The list of voice messages: its filters and its columns. Pure. */
import type { FilterSpec, ListSpec } from "../../../components/data-list/list-state";
import { t } from "../../../i18n/translate";

export type MessageColumn = "left_at" | "state" | "line" | "duration" | "caller";

export const MESSAGE_COLUMNS: readonly { id: MessageColumn; label: string }[] = [
  { id: "left_at", label: t("Fecha") },
  { id: "state", label: t("Estado") },
  { id: "line", label: t("Línea") },
  { id: "duration", label: t("Duración") },
  { id: "caller", label: t("Número") },
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
    label: t("Línea"),
    kind: "select",
    primary: true,
    choices: lines.map(({ id, name }) => ({ value: id, label: name })),
  },
];
