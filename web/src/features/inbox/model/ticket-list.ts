/** The list of tickets of a box: its filters with their choices, its columns and its orders. Pure. */
import type { Area, Box, TermLight, TicketCounts, TicketFilter, TicketState } from "../../../api/tickets";
import type { Choice, FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { formatInteger } from "../../../formats";
import { type Labels, optionsOf, valuesOf } from "../../../labels";
import type { Leaf } from "../../tickets/model/typology";
import { boxesForRoles, lightChoices, stateChoices } from "./boxes";
import { t } from "../../../i18n/translate";

export type TicketColumn = keyof Labels["ticket_columns"];

const FILTERS = [
  "box",
  "state",
  "light",
  "owner",
  "unowned",
  "area",
  "channel",
  "kind",
  "theme",
  "subtheme",
  "outcome",
  "large_client",
  "filed_from",
  "filed_to",
  "due_from",
  "due_to",
] as const;
const COLUMNS: readonly TicketColumn[] = [
  "due_on",
  "number",
  "topic",
  "owner",
  "large_client",
  "state",
  "area",
  "channel",
  "filed_at",
  "received_by",
  "state_since",
  "round",
  "closed_at",
  "outcome",
];
export const TICKET_LIST: ListSpec = {
  filters: FILTERS.map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: ["due_on", "number", "topic", "owner"],
  sorts: ["due_on", "-filed_at", "filed_at"],
};
/** Return the filter of the first page that an address lists for a user; without a box, that of the user's first one. */
export function addressFilter({ filters, sort }: ListState, roles: readonly string[]): TicketFilter & { box: Box } {
  const boxes = boxesForRoles(roles);
  const box = boxes.find((each) => each === filters.box) ?? boxes[0] ?? "all";
  return { ...filters, box, sort: sort as NonNullable<TicketFilter["sort"]> };
}

/** The filter of the whole topic, which the address keeps as kind, theme and subtheme. */
export const TOPIC = "topic";

export interface ListSources {
  labels: Labels;
  box: Box;
  roles: readonly string[];
  filters: ListState["filters"];
  counts: TicketCounts | undefined;
  areas: readonly Pick<Area, "id" | "name">[];
  leaves: readonly Pick<Leaf, "value" | "label">[];
  /** Empty for users who may not know who the petitioners are. */
  largeClients: readonly { id: string; name: string }[];
}

/** Return the filters of a box, with how many tickets each choice would list. */
export function ticketFilters({
  labels,
  box,
  roles,
  filters,
  counts,
  areas,
  leaves,
  largeClients,
}: ListSources): FilterSpec[] {
  const state = filters.state as TicketState | undefined;
  const states = stateChoices(box, roles, filters.light as TermLight | undefined).map((value) =>
    counted(value, labels.ticket_states[value], counts?.states[value]),
  );
  const lights = lightChoices(state).map((value) => counted(value, labels.term_lights[value], counts?.lights[value]));
  const owners = (counts?.owners ?? []).map((each) => counted(each.owner, each.owner_name, each.count));
  return [
    ...(states.length > 0 ? [select("state", t("Estado"), states, true)] : []),
    ...(lights.length > 0 ? [select("light", t("Semáforo"), lights, true)] : []),
    ...(box === "mine" ? [] : [select("owner", t("Responsable"), owners, true)]),
    ...(box === "mine" ? [] : [{ name: "unowned", label: t("Sin tomar"), kind: "flag" as const }]),
    select(
      "area",
      t("Área"),
      areas.map(({ id, name }) => ({ value: id, label: name })),
    ),
    ...(largeClients.length > 0 ? [select("large_client", t("Gran cliente"), clientChoices(largeClients))] : []),
    select("channel", t("Canal"), optionsOf(labels.channels)),
    select(TOPIC, t("Tipología"), leaves),
    select("outcome", t("Resultado"), optionsOf(labels.ticket_outcomes)),
    { name: "filed_from", label: t("Radicado desde"), kind: "day" },
    { name: "filed_to", label: t("Radicado hasta"), kind: "day" },
    { name: "due_from", label: t("Vence desde"), kind: "day" },
    { name: "due_to", label: t("Vence hasta"), kind: "day" },
  ];
}

const select = (name: string, label: string, choices: readonly Choice[], primary = false): FilterSpec => ({
  name,
  label,
  kind: "select",
  choices,
  primary,
});
const clientChoices = (clients: ListSources["largeClients"]): Choice[] => [
  { value: "any", label: t("Cualquiera") },
  ...clients.map(({ id, name }) => ({ value: id, label: name })),
];
const counted = (value: string, label: string, count: number | undefined): Choice => ({
  value,
  label: count === undefined ? label : `${label} (${formatInteger(count)})`,
});

/** Return the filters as the filter bar has them: the topic as one value, and no box. */
export function toBarFilters({ box: _, kind, theme, subtheme, ...others }: ListState["filters"]): ListState["filters"] {
  const topic = [kind, theme, subtheme].filter(Boolean).join("/");
  return topic ? { ...others, [TOPIC]: topic } : others;
}

/** Return the filters of the address from those of the filter bar, in the same box. */
export function fromBarFilters(filters: ListState["filters"], box: string | undefined): ListState["filters"] {
  const { [TOPIC]: topic, ...others } = filters;
  const [kind, theme, subtheme] = topic?.split("/") ?? [];
  return Object.fromEntries(
    Object.entries({ box, ...others, kind, theme, subtheme }).filter((each): each is [string, string] =>
      Boolean(each[1]),
    ),
  );
}

/** Return the columns of the list with their headings. */
export const ticketColumns = ({ ticket_columns }: Labels): { id: TicketColumn; label: string }[] =>
  valuesOf(ticket_columns).map((id) => ({ id, label: ticket_columns[id] }));

/** Return whether the list has a filter beside its box. */
export const isFiltered = (filters: ListState["filters"]): boolean =>
  Object.keys(filters).some((name) => name !== "box");
