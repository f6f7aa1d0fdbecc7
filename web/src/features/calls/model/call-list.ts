/** The list of calls: its filters with their choices, its columns and its orders. Pure. */
import type { CallFilter, CallPerson } from "../../../api/queries";
import type { Choice, FilterSpec, ListSpec, ListState } from "../../../components/data-list/list-state";
import { type Labels, optionsOf, valuesOf } from "../../../labels";
import { t } from "../../../i18n/translate";

export type CallColumn = keyof Labels["call_columns"];

const COLUMNS: readonly CallColumn[] = [
  "arrived_at",
  "outcome",
  "line",
  "queue",
  "wait",
  "talk",
  "advisor",
  "topic",
  "ended_by",
];
export const CALL_LIST: ListSpec = {
  filters: [
    ...["line", "queue", "advisor", "outcome", "set_aside", "without_talk", "kind", "theme", "subtheme"],
    ...["from", "to", "min_wait_s", "max_wait_s", "min_talk_s", "max_talk_s", "customer"],
  ].map((name) => ({ name })),
  columns: COLUMNS,
  defaultColumns: ["arrived_at", "outcome", "line", "queue", "wait", "advisor"],
  sorts: ["-arrived_at", "arrived_at"],
};
/** The filter of the whole topic, which the address keeps as kind, theme and subtheme. */
export const TOPIC = "topic";
/** The filter of a customer's id; their page links to the list with it. */
export const CUSTOMER = "customer";
const SET_ASIDE = "set_aside";

export interface CallListSources {
  labels: Labels;
  lines: readonly { id: string; name: string }[];
  queues: readonly Choice[];
  advisors: readonly Choice[];
  topics: readonly Choice[];
  /** The id of the customer in the address, or empty. */
  customer: string;
}

export function callFilters({ labels, lines, queues, advisors, topics, customer }: CallListSources): FilterSpec[] {
  const outcomes = [
    { value: "in_progress", label: t("En curso") },
    ...optionsOf(labels.call_outcomes),
    { value: SET_ASIDE, label: t("Tráfico anómalo") },
  ];
  const lineChoices = lines.map(({ id, name }) => ({ value: id, label: name }));
  return [
    { name: "line", label: t("Línea"), kind: "select", choices: lineChoices, primary: true },
    { name: "outcome", label: t("Resultado"), kind: "select", choices: outcomes, primary: true },
    { name: "advisor", label: t("Asesor"), kind: "select", choices: advisors, primary: true },
    { name: "queue", label: t("Cola"), kind: "select", choices: queues },
    { name: TOPIC, label: t("Tipificación"), kind: "select", choices: topics },
    { name: "from", label: t("Desde"), kind: "day" },
    { name: "to", label: t("Hasta"), kind: "day" },
    { name: "min_wait_s", label: t("Esperó al menos"), kind: "seconds" },
    { name: "max_wait_s", label: t("Esperó a lo sumo"), kind: "seconds" },
    { name: "min_talk_s", label: t("Conversó al menos"), kind: "seconds" },
    { name: "max_talk_s", label: t("Conversó a lo sumo"), kind: "seconds" },
    { name: "without_talk", label: t("Contestada sin conversación"), kind: "flag" },
    ...(customer
      ? [
          {
            name: CUSTOMER,
            label: t("Cliente"),
            kind: "select" as const,
            choices: [{ value: customer, label: t("el de la página desde la que llegó") }],
          },
        ]
      : []),
  ];
}

/**
 * Return the filters as the filter bar has them. Anomalous traffic is a choice among the outcomes, although the API has
 * a parameter of its own for it: such a call has an outcome, too.
 */
export function toBarFilters({
  kind,
  theme,
  subtheme,
  set_aside,
  ...others
}: ListState["filters"]): ListState["filters"] {
  const topic = [kind, theme, subtheme].filter(Boolean).join("/");
  return {
    ...others,
    ...(topic ? { [TOPIC]: topic } : {}),
    ...(set_aside === "true" ? { outcome: SET_ASIDE } : {}),
  };
}

/** Return the filters of the address from those of the filter bar. */
export function fromBarFilters({ [TOPIC]: topic, outcome, ...others }: ListState["filters"]): ListState["filters"] {
  const [kind, theme, subtheme] = topic?.split("/") ?? [];
  const aside = outcome === SET_ASIDE;
  return Object.fromEntries(
    Object.entries({
      ...others,
      kind,
      theme,
      subtheme,
      outcome: aside ? undefined : outcome,
      set_aside: aside ? "true" : undefined,
    }).filter((each): each is [string, string] => Boolean(each[1])),
  );
}

/** Return the filter of the API: its period ends before a day, that of the screen includes the last day. */
export function toApiFilter({
  to,
  [CUSTOMER]: _,
  ...others
}: ListState["filters"]): Omit<CallFilter, "cursor" | "sort"> {
  return { ...others, ...(to ? { to: dayAfter(to) } : {}) } as Omit<CallFilter, "cursor" | "sort">;
}

/** Return the person whose calls the list has; empty for the calls of all. */
export function toCallPerson(number: string, { [CUSTOMER]: customer }: ListState["filters"]): CallPerson {
  return { ...(number ? { number } : {}), ...(customer ? { customer_id: customer } : {}) };
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Return the columns of the list with their headings. */
export const callColumns = ({ call_columns }: Labels): { id: CallColumn; label: string }[] =>
  valuesOf(call_columns).map((id) => ({ id, label: call_columns[id] }));
