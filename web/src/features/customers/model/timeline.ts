/** The timeline of a customer on screen: its filter, its days, and what each event opens. Pure. */
import type { TimelineQuery } from "../../../api/customers";
import type { components } from "../../../api/schema";
import { weekdayAndDate } from "../../../formats";
import { locale, t } from "../../../i18n/translate";

export type CustomerEvent = components["schemas"]["CustomerEvent"];
export type EventKind = CustomerEvent["kind"];

export interface TimelineFilter {
  /** Empty for all kinds. */
  kinds: EventKind[];
  /** Local days, both inclusive; empty for no limit. */
  from: string;
  to: string;
}
export const NO_FILTER: TimelineFilter = { kinds: [], from: "", to: "" };

export const isFiltered = ({ kinds, from, to }: TimelineFilter): boolean =>
  kinds.length > 0 || from !== "" || to !== "";

/** Return the filter with a kind added or removed, in the order of the vocabulary. */
export const toggleKind = (filter: TimelineFilter, kind: EventKind, order: readonly EventKind[]): TimelineFilter => ({
  ...filter,
  kinds: order.filter((each) => (each === kind ? !filter.kinds.includes(kind) : filter.kinds.includes(each))),
});

const KINDS = "clase";
const FROM = "desde";
const TO = "hasta";
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Return the filter that an address carries; what is not one of ours is ignored. */
export function filterFromAddress(search: string, order: readonly EventKind[]): TimelineFilter {
  const values = new URLSearchParams(search);
  const named = values.getAll(KINDS);
  const day = (name: string) => (DAY.test(values.get(name) ?? "") ? (values.get(name) as string) : "");
  return { kinds: order.filter((each) => named.includes(each)), from: day(FROM), to: day(TO) };
}

/** Return the query string of a filter, so that a link carries it; empty without a filter. */
export function filterAddress({ kinds, from, to }: TimelineFilter): string {
  const values = new URLSearchParams(kinds.map((each) => [KINDS, each]));
  if (from) values.set(FROM, from);
  if (to) values.set(TO, to);
  return values.size ? `?${values}` : "";
}

/** Return the day after, because the API's end is exclusive. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** Return the query of a filter as the API takes it. */
export const filterQuery = ({ kinds, from, to }: TimelineFilter): TimelineQuery => ({
  ...(kinds.length ? { kind: kinds } : {}),
  ...(from ? { from } : {}),
  ...(to ? { to: dayAfter(to) } : {}),
});

export interface EventDay {
  day: string;
  events: CustomerEvent[];
}

/** Group events, the newest first, by their local day. */
export function groupByDay(events: readonly CustomerEvent[]): EventDay[] {
  const days: EventDay[] = [];
  for (const event of events) {
    const day = dayLabel(event.at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

const year = new Intl.DateTimeFormat(locale, { timeZone: "America/Bogota", year: "numeric" });
const dayLabel = (at: string): string =>
  t("{at} de {format}", { at: weekdayAndDate(at), format: year.format(new Date(at)) });

export interface EventLink {
  path: string;
  name: string;
}

/** Return the page of an event for a user who may open it: its ticket, or else its call; null for none. */
export function eventLink(
  { kind, ticket, call_id }: Pick<CustomerEvent, "kind" | "ticket" | "call_id">,
  permissions: readonly string[],
): EventLink | null {
  if (ticket && permissions.includes("ticket.read"))
    return { path: `/bandeja/${encodeURIComponent(ticket)}`, name: t("Ver el ticket {ticket}", { ticket }) };
  if (call_id && permissions.includes("calls.read"))
    return {
      path: `/llamadas/${encodeURIComponent(call_id)}`,
      name: kind === "recording" ? t("Oír en la llamada") : t("Ver la llamada"),
    };
  return null;
}
