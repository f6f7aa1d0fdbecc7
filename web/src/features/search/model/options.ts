/** The options of the search: screens, actions and the results of the server, in groups. Pure. */
import type { SearchResults } from "../../../api/search";
import type { Account } from "../../../api/types";
import { matchesSearch, shortDate, timeOfDay } from "../../../formats";
import { type Labels, labelOf, outcomeLabel } from "../../../labels";
import { findRoute, mayOpen, ROUTES, type Route } from "../../../routes";
import { customerPath } from "../../customers/model/customer-path";
import { t } from "../../../i18n/translate";

export type ActionName = "help" | "shortcuts" | "sign-out";
export type Target =
  | { path: string }
  | { action: ActionName }
  /** The user may know that it exists, but not open it. */
  | { closed: true };

export interface Option {
  /** Identifies the option among all; the screen keeps the active one by it. */
  key: string;
  name: string;
  detail: string;
  target: Target;
}
export interface OptionGroup {
  name: string;
  options: Option[];
}

export const SEARCH_PERMISSION = "search.use";
const ACTIONS: readonly { action: ActionName; name: string; detail: string }[] = [
  { action: "help", name: t("Abrir la ayuda de esta pantalla"), detail: t("Ayuda") },
  { action: "shortcuts", name: t("Mostrar los atajos del teclado"), detail: "Alt Y" },
  { action: "sign-out", name: t("Cerrar la sesión"), detail: t("Salir") },
];
/** What a screen is for, by its path: shown beside its name, and searched. */
const PURPOSES: Readonly<Record<string, string>> = {
  "/bandeja": t("Tickets"),
  "/radicar": t("Petición que llega por carta, ventanilla, correo o web"),
  "/clientes": t("Buscar a una persona y ver su página"),
  "/escalamientos": t("Tickets en las áreas, sin resolver"),
  "/puestos": t("Colas y niveles de cada asesor"),
  "/ausencias": t("Quién está ausente y quién suple"),
  "/cuenta": t("Contraseña y segundo factor"),
};
export const MIN_LETTERS = 3;

/** Return the text to ask the server for; empty while it is too short to find anything. */
export function searchedText(typed: string): string {
  const text = typed.trim().replace(/\s+/g, " ");
  return /\d/.test(text) || text.length >= MIN_LETTERS ? text : "";
}

function screenDetail({ path, name, group }: Route): string {
  return [group === name ? undefined : group, PURPOSES[path]].filter(Boolean).join(" · ");
}

/** Return the screens that the user may open, and the actions, that match the text; all for an empty one. */
export function screenGroups(account: Account, typed: string): OptionGroup[] {
  const text = typed.trim();
  const screens = ROUTES.filter((each) => mayOpen(account, each)).map((each) => ({
    key: `screen ${each.path}`,
    name: each.name,
    detail: screenDetail(each),
    target: { path: each.path },
  }));
  const actions = ACTIONS.map(({ action, name, detail }) => ({
    key: `action ${action}`,
    name,
    detail,
    target: { action },
  }));
  const matching = (options: Option[]) =>
    options.filter(({ name, detail }) => !text || matchesSearch(`${name} ${detail}`, text));
  return nonEmpty([
    { name: t("Pantallas"), options: matching(screens) },
    { name: t("Acciones"), options: matching(actions) },
  ]);
}

/** Return the results of the server as options. */
export function resultGroups(results: SearchResults, account: Account, labels: Labels): OptionGroup[] {
  return nonEmpty([
    { name: t("Tickets"), options: results.tickets.map((each) => ticketOption(each, account, labels)) },
    { name: t("Clientes"), options: results.customers.map((each) => customerOption(each, account)) },
    { name: t("Llamadas"), options: results.calls.map((each) => callOption(each, labels)) },
    { name: t("Usuarios"), options: results.staff.map((each) => staffOption(each, account, labels)) },
  ]);
}

/** Return the groups with each option once, in the first group that has it, and without empty groups. */
export function uniqueGroups(groups: readonly OptionGroup[]): OptionGroup[] {
  const seen = new Set<string>();
  const isNew = ({ key }: Option) => !seen.has(key) && Boolean(seen.add(key));
  return nonEmpty(groups.map(({ name, options }) => ({ name, options: options.filter(isNew) })));
}

/** Return the index after an arrow, Home or End key, around the ends; the same for another key. */
export function movedIndex(key: string, index: number, count: number): number {
  if (count === 0) return 0;
  if (key === "ArrowDown") return (index + 1) % count;
  if (key === "ArrowUp") return (index - 1 + count) % count;
  if (key === "PageDown") return count - 1;
  if (key === "PageUp") return 0;
  return index;
}

/** Return the sentence about the shown results, for screen readers and for an empty list. */
export function countSentence(count: number): string {
  if (count === 0) return t("No se encontró nada que usted pueda ver. Revise cómo está escrito.");
  return count === 1 ? t("1 resultado.") : t("{count} resultados.", { count });
}

const nonEmpty = (groups: OptionGroup[]): OptionGroup[] => groups.filter(({ options }) => options.length > 0);
const join = (...parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join(" · ");

/** Return the target of a path, if the user may open its screen. */
function pathTarget(account: Account, path: string): Target {
  const route = findRoute(path);
  return route && mayOpen(account, route) ? { path } : { closed: true };
}

function ticketOption(ticket: SearchResults["tickets"][number], account: Account, labels: Labels): Option {
  return {
    key: `ticket ${ticket.number}`,
    name: join(ticket.number, ticket.petitioner),
    detail: ticket.excerpt || join(ticket.theme_name, labels.ticket_states[ticket.state], shortDate(ticket.filed_at)),
    target: pathTarget(account, `/bandeja/${ticket.number}`),
  };
}

function customerOption(customer: SearchResults["customers"][number], account: Account): Option {
  return {
    key: `customer ${customer.id}`,
    name: customer.name,
    detail: join(
      `${customer.document_kind} ${customer.document}`,
      customer.masked && t("sin verificar en esta llamada"),
    ),
    target: customerTarget(customer, account),
  };
}

/** Return the page of a customer; an advisor, who may not open it, verifies customers at the desk and reads them there. */
function customerTarget(customer: SearchResults["customers"][number], account: Account): Target {
  const page = pathTarget(account, customerPath(customer.id));
  return "closed" in page && account.advisor ? { path: "/escritorio" } : page;
}

function callOption(call: SearchResults["calls"][number], labels: Labels): Option {
  return {
    key: `call ${call.id}`,
    name: `${shortDate(call.arrived_at)}, ${timeOfDay(call.arrived_at)}`,
    detail: join(call.line_name, outcomeLabel(labels, call.outcome), call.advisor_name),
    target: { path: `/llamadas/${encodeURIComponent(call.id)}` },
  };
}

function staffOption(person: SearchResults["staff"][number], account: Account, labels: Labels): Option {
  const roles = person.roles.map((role) => labelOf(labels.roles, role)).join(", ");
  return {
    key: `staff ${person.user}`,
    name: person.name,
    detail: join(person.user, roles || (person.advisor && t("asesor")), person.disabled && t("deshabilitado")),
    target: pathTarget(account, account.permissions.includes("users.manage") ? "/usuarios" : "/tablero"),
  };
}
