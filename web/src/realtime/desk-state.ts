/**
 * What the screen knows, as a value: `reduce(state, event) -> state`, and nothing else.
 *
 * The server folds; here whole entities are put and dropped. So old state + changes = fresh snapshot, whatever was
 * missed in between.
 */
import type { Advisor, DeskMessage, Drop, Entities, Kind, Me, Put, Time } from "../api/types";
import type { Link } from "../transport/desk-connection";

export interface DeskState {
  link: Link;
  /** Whether a snapshot was ever received: before, nothing is known; after, what is shown may be old. */
  known: boolean;
  seq: string;
  me: Me | null;
  entities: Entities;
}

export type DeskEvent = { type: "message"; message: DeskMessage } | { type: "link"; link: Link };

export const NOTHING: Entities = { queue: {}, advisor: {}, call: {}, pop: {}, refusal: {}, supervision: {}, level: {}, tally: {} };
export const INITIAL: DeskState = { link: { phase: "connecting" }, known: false, seq: "", me: null, entities: NOTHING };

export function reduce(state: DeskState, event: DeskEvent): DeskState {
  return event.type === "link" ? withLink(state, event.link) : withMessage(state, event.message);
}

function withLink(state: DeskState, link: Link): DeskState {
  return link.phase === state.link.phase && link.phase !== "waiting" ? state : { ...state, link };
}

function withMessage(state: DeskState, message: DeskMessage): DeskState {
  switch (message.type) {
    case "snapshot":
      return {
        ...state, known: true, seq: message.seq, me: message.me, entities: withSeat({ ...NOTHING, ...message.entities }, message.me, message.now),
      };
    case "changes":
      return { ...state, seq: message.seq, entities: changed(state.entities, message.put, message.drop) };
    case "heartbeat":
      return state.seq === message.seq ? state : { ...state, seq: message.seq };
    case "bye":
      return state;
  }
}

/** An advisor who was never on duty has queues and no entity yet: they are off duty, and may begin. */
function withSeat(entities: Entities, me: Me, now: Time): Entities {
  if (me.queues.length === 0 || entities.advisor[me.user]) return entities;
  const own: Advisor = {
    id: me.user, name: me.name, state: "offline", reason: null, reason_name: null, paid: false, since: now, call: null, until: null, pending: null, queues: me.queues,
  };
  return { ...entities, advisor: { ...entities.advisor, [me.user]: own } };
}

/** Kinds that nothing touches stay the same object: whoever shows them need not look again. */
function changed(entities: Entities, put: Put[], drop: Drop[]): Entities {
  const next: Record<string, Record<string, unknown>> = {};
  const own = (kind: Kind) => (next[kind] ??= { ...entities[kind] });
  for (const { kind, id } of drop) if (kind in entities) delete own(kind)[id];
  for (const { kind, id, value } of put) if (kind in entities) own(kind)[id] = value;
  return { ...entities, ...(next as Partial<Entities>) };
}
