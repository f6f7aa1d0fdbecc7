/** Sentences about a ticket: its term, its location and owner, and the entries of its history. Pure. */
import type { HistoryEntry, TicketDetail, TicketRow } from "../../../api/tickets";
import { countPhrase, dayAndMonth, shortDate, weekdayAndDateOfDay } from "../../../formats";
import { labelOf, type Labels } from "../../../labels";
import { t } from "../../../i18n/translate";

/** Return «quedan 3 días hábiles», «vence hoy» or «venció hace 2 días hábiles»; empty for a closed ticket. */
export function daysLeftLabel({
  state,
  light,
  days_left,
  days_late,
}: Pick<TicketRow, "state" | "light" | "days_left" | "days_late">): string {
  if (state === "closed") return "";
  if (light === "overdue")
    return days_late
      ? t("venció hace {days_late}", { days_late: countPhrase(days_late, "día hábil", "días hábiles") })
      : t("venció");
  return days_left === 0
    ? t("vence hoy")
    : `${days_left === 1 ? t("queda") : t("quedan")} ${countPhrase(days_left, "día hábil", "días hábiles")}`;
}

/** Return the term in two parts: «Por vencer» and « · quedan 2 días hábiles». */
export function termLabel(
  { term_lights }: Labels,
  ticket: Pick<TicketRow, "state" | "light" | "days_left" | "days_late" | "due_on">,
): [string, string] {
  if (ticket.light !== "overdue") return [term_lights[ticket.light], ` · ${daysLeftLabel(ticket)}`];
  const late = ticket.days_late
    ? t(" (hace {days_late})", { days_late: countPhrase(ticket.days_late, "día hábil", "días hábiles") })
    : "";
  return [t("Venció el {due_on}", { due_on: weekdayAndDateOfDay(ticket.due_on) }), late];
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
    return t("Cerrado el {now}{text}", {
      now: dayAndMonth(closed_at ?? ticket.state_since, now),
      text: outcome ? `: ${ticket_outcomes[outcome]}` : "",
    });
  const since = t("desde el {state_since}", { state_since: dayAndMonth(ticket.state_since, now) });
  const who = ticket.owner_name || ticket.owner;
  const held = who ? t(", a cargo de {who}", { who }) : t(", sin tomar");
  const again = round > 1 ? t(", ronda {round}", { round }) : "";
  const ofArea = area_name || area || t("área misional");
  switch (state) {
    case "filed":
      return t("Con {who}, que lo radicó, {since}", { who: who ?? t("quien lo radicó"), since });
    case "received":
      return t("En el canal escrito {since}{held}", { since, held });
    case "in_area":
      return t("Con el área {ofArea} {since}{again}{held}", { ofArea, since, again, held });
    case "in_review":
      return t("Respuesta del área {ofArea} por revisar {since}{again}{held}", { ofArea, since, again, held });
    case "ready":
      return t("Respuesta lista para enviar {since}{held}", { since, held });
    case "sending":
      return t("Respuesta en camino {since}", { since });
    case "incomplete":
      return t("Espera {since} a que el peticionario la complete{held}", { since, held });
  }
}

/** Return the name under which a ticket is headed: its petitioner's, with the representative who acts for them. */
export function petitionerName({
  petitioner,
  representative,
  customer_id,
}: Pick<TicketDetail, "petitioner" | "representative" | "customer_id">): string {
  const name =
    petitioner?.name ?? (customer_id ? t("Cliente sin nombre en el radicado") : t("Peticionario sin identificar"));
  return representative ? t("{name}, por medio de {name2}", { name, name2: representative.name }) : name;
}

/** Return the location in short, for a list with a column for the owner: «Con Cartera desde el 12 de nov.». */
export function locationLabel({ ticket_states }: Labels, ticket: TicketLocation): string {
  const { state, state_since, closed_at, area_name, area, round } = ticket;
  if (state === "closed") return t("Cerrado el {shortDate}", { shortDate: shortDate(closed_at ?? state_since) });
  const place =
    state === "in_area" ? t("Con {area_name}", { area_name: area_name || area || t("el área") }) : ticket_states[state];
  return t("{place} desde el {state_since}{text}", {
    place,
    state_since: shortDate(state_since),
    text: round > 1 ? t(" · ronda {round}", { round }) : "",
  });
}

export const topicLabel = ({ theme_name, subtheme_name }: Pick<TicketRow, "theme_name" | "subtheme_name">): string =>
  subtheme_name || theme_name;

/** Return the owner; «Sin tomar» in an inbox without one. */
export const ownerLabel = ({ owner_name, owner, state }: Pick<TicketRow, "owner" | "owner_name" | "state">): string =>
  state === "closed" ? "" : owner_name || owner || t("Sin tomar");

export const entryLabel = ({ steps_done }: Labels, { step }: Pick<HistoryEntry, "step">): string =>
  labelOf(steps_done, step);
