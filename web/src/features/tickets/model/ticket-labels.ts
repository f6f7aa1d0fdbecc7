/** The Spanish of tickets: states, lights, channels, and what each entry of a history says. Pure. */
import type { HistoryEntry, TermLight, PastLookup, StepName, TicketRow, TicketState } from "../../../api/tickets";
import { countPhrase, dayAndMonth, shortDate, weekdayAndDateOfDay } from "../../../formats";
import { STEPS } from "./steps";

export const TICKET_STATES: Record<TicketState, string> = {
  filed: "Con quien lo radicó",
  received: "En el canal escrito",
  in_area: "Con el área",
  in_review: "Respuesta por revisar",
  ready: "Lista para enviar",
  sending: "Respuesta en camino",
  incomplete: "Espera a quien pide",
  closed: "Cerrado",
};
export const LIGHT_LABELS: Record<TermLight, string> = {
  green: "A tiempo",
  yellow: "Por vencer",
  red: "Vence ya",
  overdue: "Vencido",
};
export const CHANNELS: Record<string, string> = {
  phone: "Teléfono",
  message: "Mensaje de voz",
  written: "Escrito",
  in_person: "Presencial",
  web: "Web",
};

/** What a consult that was made came to. */
export const LOOKUP_RESULTS: Record<PastLookup["result"], string> = {
  found: "se halló",
  none: "no había nada",
  not_available: "no estuvo disponible",
};

/** «quedan 3 días hábiles», «vence hoy», «venció hace 2 días hábiles»; nothing of what is closed. */
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

/** How the term stands, as the head of a ticket: «Por vencer · quedan 2 días hábiles», «Venció el miércoles, 4 de noviembre (hace 18 días hábiles)». */
export function termLabel(
  ticket: Pick<TicketRow, "state" | "light" | "days_left" | "days_late" | "due_on">,
): [string, string] {
  if (ticket.light !== "overdue") return [LIGHT_LABELS[ticket.light], ` · ${daysLeftLabel(ticket)}`];
  const late = ticket.days_late ? ` (hace ${countPhrase(ticket.days_late, "día hábil", "días hábiles")})` : "";
  return [`Venció el ${weekdayAndDateOfDay(ticket.due_on)}`, late];
}

const TICKET_OUTCOMES: Record<NonNullable<TicketRow["outcome"]>, string> = {
  first_contact: "respondido en el primer contacto",
  answered: "respondido",
  transferred: "trasladado por competencia",
  withdrawn: "desistido",
};

type TicketLocation = Pick<
  TicketRow,
  "state" | "state_since" | "closed_at" | "outcome" | "owner" | "owner_name" | "area" | "area_name" | "tier" | "round"
>;

/** Where it is, since when, and with whom: «Con el área Cartera desde el 12 de noviembre, a cargo de Jorge Pinto». */
export function locationSentence(ticket: TicketLocation, now: number): string {
  const { state, area, area_name, outcome, closed_at, round } = ticket;
  if (state === "closed")
    return `Cerrado el ${dayAndMonth(closed_at ?? ticket.state_since, now)}${outcome ? `: ${TICKET_OUTCOMES[outcome]}` : ""}`;
  const since = `desde el ${dayAndMonth(ticket.state_since, now)}`;
  const who = ticket.owner_name || ticket.owner;
  const held = who ? `, a cargo de ${who}` : ", sin tomar";
  const again = round > 1 ? `, vuelta ${round}` : "";
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
      return `Espera ${since} a que quien pide la complete${held}`;
  }
}

/** The same in short, for a list that has who it is with in a line of its own: «Cartera desde el 12 de nov.» */
export function locationLabel({ state, state_since, closed_at, area_name, area, round }: TicketLocation): string {
  if (state === "closed") return `Cerrado el ${shortDate(closed_at ?? state_since)}`;
  const place = state === "in_area" ? `Con ${area_name || area || "el área"}` : TICKET_STATES[state];
  return `${place} desde el ${shortDate(state_since)}${round > 1 ? ` · vuelta ${round}` : ""}`;
}

export const topicLabel = ({ theme_name, subtheme_name }: Pick<TicketRow, "theme_name" | "subtheme_name">): string =>
  subtheme_name || theme_name;

/** Who has it; nobody has it yet where it lies in an inbox. */
export const ownerLabel = ({ owner_name, owner, state }: Pick<TicketRow, "owner" | "owner_name" | "state">): string =>
  state === "closed" ? "" : owner_name || owner || "Sin tomar";

const STEP_PAST_LABELS: Record<string, string> = {
  file: "radicó la petición",
  take: "lo tomó",
  escalate: "lo escaló",
  give_back: "devolvió la información",
  answer: "respondió",
  accept: "aceptó la respuesta",
  send_back: "la devolvió al área",
  typify: "tipificó la respuesta",
  send: "envió la respuesta",
  note: "anotó",
  extend: "prorrogó el término",
  ask_completion: "pidió que se complete",
  complete: "recibió lo que faltaba",
  transfer: "lo trasladó por competencia",
  assign: "lo asignó",
  reclassify: "corrigió la tipología",
  tie: "lo asoció a un cliente",
  untie: "lo desasoció del cliente",
  close: "lo cerró por desistimiento",
  reopen: "lo reabrió",
  mail_accepted: "entregó la respuesta",
  mail_returned: "no pudo entregar la respuesta",
};
export const entryLabel = ({ step }: Pick<HistoryEntry, "step">): string =>
  STEP_PAST_LABELS[step] ?? STEPS[step as StepName]?.name.toLowerCase() ?? step;
