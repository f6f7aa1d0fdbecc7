/** The Spanish of tickets: states, lights, channels, and what each entry of a history says. Pure. */
import type { Box, Entry, Light, LookupMade, StepName, TicketRow, TicketState } from "../api/tickets";
import { counted } from "../formats";
import { STEPS } from "./steps";

export const STATES: Record<TicketState, string> = {
  filed: "Con quien la radicó", received: "Canal escrito", in_area: "En el área", in_review: "Respuesta por revisar", ready: "Lista para enviar",
  sending: "En camino", incomplete: "Espera a quien pide", closed: "Cerrado",
};
export const LIGHTS: Record<Light, string> = { green: "A tiempo", yellow: "Por vencer", red: "Vence ya", overdue: "Vencido" };
export const CHANNELS: Record<string, string> = { phone: "Teléfono", message: "Mensaje de voz", written: "Escrito", in_person: "Presencial", web: "Web" };
export const BOXES: Record<Box, string> = { mine: "Míos", tier: "Canal escrito", area: "Áreas", followed: "Seguimiento", all: "Todos" };

/** What a consult that was made came to. */
export const FOUND: Record<LookupMade["result"], string> = { found: "se halló", none: "no había nada", not_available: "no estuvo disponible" };

/** «quedan 3 días hábiles», «vence hoy», «vencido hace 2 días hábiles»; nothing of what is closed. */
export function leftWords({ state, light, days_left }: Pick<TicketRow, "state" | "light" | "days_left">, daysLate = 0): string {
  if (state === "closed") return "";
  if (light === "overdue") return daysLate ? `venció hace ${counted(daysLate, "día hábil", "días hábiles")}` : "venció";
  return days_left === 0 ? "vence hoy" : `${days_left === 1 ? "queda" : "quedan"} ${counted(days_left, "día hábil", "días hábiles")}`;
}

export const topicWords = ({ theme_name, subtheme_name }: Pick<TicketRow, "theme_name" | "subtheme_name">): string => subtheme_name || theme_name;

/** Who has it, or in whose inbox it lies. */
export function ownerWords({ owner_name, owner, area_name, area, tier, state }: Pick<TicketRow, "owner" | "owner_name" | "area" | "area_name" | "tier" | "state">): string {
  if (state === "closed") return "";
  if (owner_name || owner) return owner_name || owner || "";
  return tier === 3 ? `Sin tomar · ${area_name || area || "área"}` : "Sin tomar";
}

const DID: Record<string, string> = {
  file: "radicó la petición", take: "lo tomó", escalate: "lo escaló", give_back: "devolvió la información", answer: "respondió", accept: "aceptó la respuesta",
  send_back: "la devolvió al área", typify: "tipificó la respuesta", send: "envió la respuesta", note: "anotó", extend: "prorrogó el término", ask_completion: "pidió que se complete",
  complete: "recibió lo que faltaba", transfer: "lo trasladó por competencia", assign: "lo asignó", reclassify: "corrigió la tipología", tie: "lo asoció a un cliente", untie: "lo desasoció del cliente", close: "lo cerró por desistimiento", reopen: "lo reabrió",
  mail_accepted: "entregó la respuesta", mail_returned: "no pudo entregar la respuesta",
};
export const didWords = ({ step }: Pick<Entry, "step">): string => DID[step] ?? STEPS[step as StepName]?.name.toLowerCase() ?? step;
