/**
 * The data of the screens as a value: `reduce(state, event) -> state`.
 *
 * The server folds the facts; here whole entities are put and dropped. So old state + changes = fresh snapshot, even
 * after a gap.
 */
import type {
  Advisor,
  DeskMessage,
  EntityDrop,
  Entities,
  EntityKind,
  DeskUser,
  EntityPut,
  Timestamp,
} from "../api/types";
import type { ConnectionState } from "../transport/desk-connection";

export interface DeskState {
  connection: ConnectionState;
  /** Whether a snapshot was ever received; before it nothing is known, afterwards the data may be out of date. */
  hasSnapshot: boolean;
  seq: string;
  me: DeskUser | null;
  entities: Entities;
}

export type DeskEvent = { type: "message"; message: DeskMessage } | { type: "link"; link: ConnectionState };

export const NO_ENTITIES: Entities = {
  queue: {},
  advisor: {},
  call: {},
  pop: {},
  refusal: {},
  supervision: {},
  level: {},
  tally: {},
  bulletin: {},
};
export const INITIAL_STATE: DeskState = {
  connection: { phase: "connecting" },
  hasSnapshot: false,
  seq: "",
  me: null,
  entities: NO_ENTITIES,
};

export function reduce(state: DeskState, event: DeskEvent): DeskState {
  return event.type === "link" ? withConnection(state, event.link) : withMessage(state, event.message);
}

function withConnection(state: DeskState, link: ConnectionState): DeskState {
  return link.phase === state.connection.phase && link.phase !== "waiting" ? state : { ...state, connection: link };
}

function withMessage(state: DeskState, message: DeskMessage): DeskState {
  switch (message.type) {
    case "snapshot":
      return {
        ...state,
        hasSnapshot: true,
        seq: message.seq,
        me: message.me,
        entities: withOwnAdvisor({ ...NO_ENTITIES, ...message.entities }, message.me, message.now),
      };
    case "changes":
      return { ...state, seq: message.seq, entities: applyChanges(state.entities, message.put, message.drop) };
    case "heartbeat":
      return state.seq === message.seq ? state : { ...state, seq: message.seq };
    case "bye":
      return state;
  }
}

/** Add the advisor who was never on duty and has no entity yet: they are off duty and can start. */
function withOwnAdvisor(entities: Entities, me: DeskUser, now: Timestamp): Entities {
  if (me.queues.length === 0 || entities.advisor[me.user]) return entities;
  const own: Advisor = {
    id: me.user,
    name: me.name,
    state: "offline",
    reason: null,
    reason_name: null,
    paid: false,
    since: now,
    call: null,
    until: null,
    pending: null,
    queues: me.queues,
  };
  return { ...entities, advisor: { ...entities.advisor, [me.user]: own } };
}

/** Apply the changes. Kinds without changes stay the same object, so that their components do not render again. */
function applyChanges(entities: Entities, put: EntityPut[], drop: EntityDrop[]): Entities {
  const next: Record<string, Record<string, unknown>> = {};
  const own = (kind: EntityKind) => (next[kind] ??= { ...entities[kind] });
  for (const { kind, id } of drop) if (kind in entities) delete own(kind)[id];
  for (const { kind, id, value } of put) if (kind in entities) own(kind)[id] = value;
  return { ...entities, ...(next as Partial<Entities>) };
}
