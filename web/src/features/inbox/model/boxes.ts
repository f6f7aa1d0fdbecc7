/** The boxes of the inbox: which ones a user has, and their filters. Pure. */
import type { Box, TermLight, TicketState } from "../../../api/tickets";

/** Return the boxes of a user; the first is shown at the start. */
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

/** The states of tickets in the written channel. */
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

/** Return the states that a ticket in this box can have. */
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

/** Return whether a state has a light: a closed ticket has none, and the term of an incomplete one is suspended. */
const hasLight = (state: TicketState): boolean => state !== "closed" && state !== "incomplete";

/** Return the states by which a box can be filtered beside a light; empty if only one is possible. */
export function stateChoices(box: Box, roles: readonly string[], light: TermLight | undefined): readonly TicketState[] {
  const states = boxStates(box, roles).filter((state) => !light || hasLight(state));
  return states.length > 1 ? states : [];
}

/** Return the lights by which a box can be filtered beside a state. */
export const lightChoices = (state: TicketState | undefined): readonly TermLight[] =>
  state && !hasLight(state) ? [] : ALL_LIGHTS;
