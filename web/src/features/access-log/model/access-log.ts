/** The access log, its reviews and the identity checks: filters, columns and paths. Pure. */
import type { AccessDiscrepancy } from "../../../api/access-log";
import type { Choice, FilterSpec, ListSpec } from "../../../components/data-list/list-state";
import { type Labels, optionsOf } from "../../../labels";
import { daysOfMonth, localDay, localMonth, previousMonth } from "../../oversight/model/indicator-view";
import { t } from "../../../i18n/translate";

export interface ReviewedDays {
  first_day: string;
  last_day: string;
}

export const LOG_PATH = "/bitacora";
export const REVIEWS_PATH = "/bitacora/revisiones";
export const NEW_REVIEW = "nueva";
export const reviewPath = (id: string): string => `${REVIEWS_PATH}/${encodeURIComponent(id)}`;

/** What a path of the screen shows: the log, the reviews, or one of them. */
export function pageOf(path: string): { reviews: boolean; review: string } {
  const [, section = "", review = ""] = path.slice(1).split("/").map(decodeURIComponent);
  return { reviews: section === "revisiones", review };
}

export const LOG_COLUMNS = {
  at: t("Fecha y hora"),
  account: t("Cuenta"),
  movement: t("Movimiento"),
  reason: t("Motivo o detalle"),
  actor: t("Quién lo hizo"),
  channel: t("Canal"),
  reference: t("Solicitud o token"),
  customer: t("Cliente"),
  call: t("Llamada"),
} as const;
export type LogColumn = keyof typeof LOG_COLUMNS;
const FILTERS = ["account", "actor", "kind", "channel", "first_day", "last_day", "customer"] as const;

export const LOG_LIST: ListSpec = {
  filters: FILTERS.map((name) => ({ name })),
  columns: Object.keys(LOG_COLUMNS),
  defaultColumns: ["at", "account", "movement", "reason", "actor", "channel"],
  sorts: ["-at"],
};
export const columnsOf = <Columns extends Record<string, string>>(columns: Columns): { id: string; label: string }[] =>
  Object.entries(columns).map(([id, label]) => ({ id, label }));

export function logFilters({ access_kinds, access_channels }: Labels, customer: string | undefined): FilterSpec[] {
  return [
    { name: "account", label: t("Cuenta"), kind: "text", primary: true },
    { name: "actor", label: t("Quién lo hizo"), kind: "text", primary: true },
    { name: "kind", label: t("Movimiento"), kind: "select", choices: optionsOf(access_kinds), primary: true },
    { name: "channel", label: t("Canal"), kind: "select", choices: optionsOf(access_channels) },
    { name: "first_day", label: t("Desde"), kind: "day" },
    { name: "last_day", label: t("Hasta"), kind: "day" },
    ...(customer
      ? [
          {
            name: "customer",
            label: t("Cliente"),
            kind: "select" as const,
            choices: [{ value: customer, label: t("el de una fila") }],
          },
        ]
      : []),
  ];
}

/** Return the columns of the file: with an account or an actor go their names. */
export const exportColumns = (shown: readonly string[]): string[] =>
  shown.flatMap((each) => (each === "account" || each === "actor" ? [each, `${each}_name`] : [each]));

/** Return the state of an account on one side of the comparison. */
export function sideState(each: AccessDiscrepancy, side: "here" | "there"): string {
  if (each.kind === (side === "here" ? "there_only" : "here_only")) return t("No está");
  return (side === "here" ? each.active_here : each.active_there) ? t("Activa") : t("Inhabilitada");
}

export const CHECK_COLUMNS = {
  asked_at: t("Fecha y hora"),
  call: t("Llamada"),
  line: t("Línea"),
  advisor: t("Asesor"),
  customer: t("Cliente"),
  questions: t("Preguntas"),
  result: t("Resultado"),
  attempt: t("Intento"),
} as const;
export type CheckColumn = keyof typeof CHECK_COLUMNS;

export const CHECK_LIST: ListSpec = {
  filters: ["result", "line", "advisor", "first_day", "last_day", "call"].map((name) => ({ name })),
  columns: Object.keys(CHECK_COLUMNS),
  defaultColumns: ["asked_at", "line", "advisor", "customer", "questions", "result", "attempt"],
  sorts: ["-asked_at"],
};

export function checkFilters(labels: Labels, call: string | undefined): FilterSpec[] {
  const lines: Choice[] = labels.lines.map(({ id, name }) => ({ value: id, label: name }));
  return [
    {
      name: "result",
      label: t("Resultado"),
      kind: "select",
      choices: optionsOf(labels.identity_check_results),
      primary: true,
    },
    { name: "line", label: t("Línea"), kind: "select", choices: lines, primary: true },
    { name: "advisor", label: t("Asesor"), kind: "text", primary: true },
    { name: "first_day", label: t("Desde"), kind: "day" },
    { name: "last_day", label: t("Hasta"), kind: "day" },
    ...(call
      ? [{ name: "call", label: t("Llamada"), kind: "select" as const, choices: [{ value: call, label: call }] }]
      : []),
  ];
}

/** Return the address of a new review of a period. */
export const newReviewPath = ({ first_day, last_day }: ReviewedDays): string =>
  `${reviewPath(NEW_REVIEW)}?${new URLSearchParams({ desde: first_day, hasta: last_day }).toString()}`;

/** Return the period of an address; without one, the last complete month. */
export function periodToReview(search: string, now: number): ReviewedDays {
  const params = new URLSearchParams(search);
  const [first_day, last_day] = [params.get("desde"), params.get("hasta")];
  if (first_day && last_day) return { first_day, last_day };
  const { from, until } = daysOfMonth(previousMonth(localMonth(localDay(now))));
  return { first_day: from, last_day: until };
}
