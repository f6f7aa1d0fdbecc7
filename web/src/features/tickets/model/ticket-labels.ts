/** Sentences about a ticket: its term, its location and owner, and the entries of its history. Pure. */
import type { HistoryEntry, TicketDetail, TicketRow } from "../../../api/tickets";
import { countPhrase, dayAndMonth, shortDate, weekdayAndDateOfDay } from "../../../formats";
import { labelOf, type Labels } from "../../../labels";

/** Return «quedan 3 días hábiles», «vence hoy» or «venció hace 2 días hábiles»; empty for a closed ticket. */
export function daysLeftLabel({
  state,
  light,
  days_left,
  days_late,
}: Pick<TicketRow, "state" | "light" | "days_left" | "days_late">): string {
  if (state === "closed") return "";
  if (light === "overdue")
    return days_late ? `venció hace ${countPhrase(days_late, "día hábil", "días hábiles")}` : "venció";
  return days_left === 0
    ? "vence hoy"
    : `${days_left === 1 ? "queda" : "quedan"} ${countPhrase(days_left, "día hábil", "días hábiles")}`;
}

/** Return the term in two parts: «Por vencer» and « · quedan 2 días hábiles». */
export function termLabel(
  { term_lights }: Labels,
  ticket: Pick<TicketRow, "state" | "light" | "days_left" | "days_late" | "due_on">,
): [string, string] {
  if (ticket.light !== "overdue") return [term_lights[ticket.light], ` · ${daysLeftLabel(ticket)}`];
  const late = ticket.days_late ? ` (hace ${countPhrase(ticket.days_late, "día hábil", "días hábiles")})` : "";
  return [`Venció el ${weekdayAndDateOfDay(ticket.due_on)}`, late];
}

type TicketLocation = Pick<
  TicketRow,
  "state" | "state_since" | "closed_at" | "outcome" | "owner" | "owner_name" | "area" | "area_name" | "tier" | "round"
>;

/**
 * Return the location, its start and the owner: «Con el área Cartera desde el 12 de noviembre, a cargo de Jorge Pinto».
 */
export function locationSentence({ ticket_outcomes }: Labels, ticket: TicketLocation, now: number): string {
  const { state, area, area_name, outcome, closed_at, round } = ticket;
  if (state === "closed")
    return `Cerrado el ${dayAndMonth(closed_at ?? ticket.state_since, now)}${outcome ? `: ${ticket_outcomes[outcome]}` : ""}`;
  const since = `desde el ${dayAndMonth(ticket.state_since, now)}`;
  const who = ticket.owner_name || ticket.owner;
  const held = who ? `, a cargo de ${who}` : ", sin tomar";
  const again = round > 1 ? `, ronda ${round}` : "";
  const ofArea = area_name || area || "área misional";
  switch (state) {
    case "filed":
      return `Con ${who ?? "quien lo radicó"}, que lo radicó, ${since}`;
    case "received":
      return `En el canal escrito ${since}${held}`;
    case "in_area":
      return `Con el área ${ofArea} ${since}${again}${held}`;
    case "in_review":
      return `Respuesta del área ${ofArea} por revisar ${since}${again}${held}`;
    case "ready":
      return `Respuesta lista para enviar ${since}${held}`;
    case "sending":
      return `Respuesta en camino ${since}`;
    case "incomplete":
      return `Espera ${since} a que el peticionario la complete${held}`;
  }
}

/** Return the name under which a ticket is headed: its petitioner's, with the representative who acts for them. */
export function petitionerName({
  petitioner,
  representative,
  customer_id,
}: Pick<TicketDetail, "petitioner" | "representative" | "customer_id">): string {
  const name = petitioner?.name ?? (customer_id ? "Cliente sin nombre en el radicado" : "Peticionario sin identificar");
  return representative ? `${name}, por medio de ${representative.name}` : name;
}

/** Return the location in short, for a list with a column for the owner: «Con Cartera desde el 12 de nov.». */
export function locationLabel({ ticket_states }: Labels, ticket: TicketLocation): string {
  const { state, state_since, closed_at, area_name, area, round } = ticket;
  if (state === "closed") return `Cerrado el ${shortDate(closed_at ?? state_since)}`;
  const place = state === "in_area" ? `Con ${area_name || area || "el área"}` : ticket_states[state];
  return `${place} desde el ${shortDate(state_since)}${round > 1 ? ` · ronda ${round}` : ""}`;
}

export const topicLabel = ({ theme_name, subtheme_name }: Pick<TicketRow, "theme_name" | "subtheme_name">): string =>
  subtheme_name || theme_name;

/** Return the owner; «Sin tomar» in an inbox without one. */
export const ownerLabel = ({ owner_name, owner, state }: Pick<TicketRow, "owner" | "owner_name" | "state">): string =>
  state === "closed" ? "" : owner_name || owner || "Sin tomar";

export const entryLabel = ({ steps_done }: Labels, { step }: Pick<HistoryEntry, "step">): string =>
  labelOf(steps_done, step);
