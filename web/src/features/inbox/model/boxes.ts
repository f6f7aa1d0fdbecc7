/** The boxes of the inbox: which of them a person has, and by what each can be filtered. Pure. */
import type { Box, TermLight, TicketState } from "../../../api/tickets";

/** The boxes that a person has; the first of them is shown to begin with. */
export function boxesForRoles(roles: readonly string[]): Box[] {
  const has = (...wanted: string[]) => wanted.some((role) => roles.includes(role));
  const all = has("supervisor", "coordinador", "calidad", "interventoria");
  const inboxes: Box[] = [
    ...(has("asesor_escrita") ? ["tier" as const] : []),
    ...(has("funcionario") ? ["area" as const] : []),
  ];
  if (!inboxes.length && has("asesor")) return [...(all ? ["all" as const] : []), "followed", "mine"];
  if (!inboxes.length) return ["all"];
  return [...(all ? ["all" as const] : []), ...inboxes, "mine", "followed"];
}

/** What the written channel can have. */
const WRITTEN_CHANNEL_STATES: readonly TicketState[] = ["received", "in_review", "ready", "sending", "incomplete"];
const ALL_STATES: readonly TicketState[] = [
  "filed",
  "received",
  "in_area",
  "in_review",
  "ready",
  "sending",
  "incomplete",
  "closed",
];
const ALL_LIGHTS: readonly TermLight[] = ["green", "yellow", "red", "overdue"];

/** The states that a ticket of this box can be in. */
export function boxStates(box: Box, roles: readonly string[]): readonly TicketState[] {
  if (box === "tier") return WRITTEN_CHANNEL_STATES;
  if (box === "area") return ["in_area"];
  if (box !== "mine") return ALL_STATES;
  const own: Record<string, readonly TicketState[]> = {
    asesor: ["filed"],
    asesor_escrita: WRITTEN_CHANNEL_STATES,
    funcionario: ["in_area"],
  };
  return ALL_STATES.filter((state) => roles.some((role) => own[role]?.includes(state)));
}

/** A closed ticket has no light, and one that waits for the petitioner has a term that stands still. */
const hasLight = (state: TicketState): boolean => state !== "closed" && state !== "incomplete";

/** By which states the box can be filtered beside a light: only by those that can match; by none where there is one alone. */
export function stateChoices(box: Box, roles: readonly string[], light: TermLight | undefined): readonly TicketState[] {
  const states = boxStates(box, roles).filter((state) => !light || hasLight(state));
  return states.length > 1 ? states : [];
}

/** By which lights it can be filtered beside a state. */
export const lightChoices = (state: TicketState | undefined): readonly TermLight[] =>
  state && !hasLight(state) ? [] : ALL_LIGHTS;
