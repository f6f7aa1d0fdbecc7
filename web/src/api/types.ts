/**
 * The shapes that travel between server and screens, under the names that screens use. What goes over HTTP is made from
 * the server's own OpenAPI document (schema.d.ts, by `make types`); the desk's messages stand here by hand, as
 * docs/desk-protocol.md has them, for OpenAPI knows no WebSocket. Times are ISO 8601 in UTC, or null when it has not
 * happened.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Timestamp = string;
export type AdvisorState = "offline" | "available" | "offered" | "talking" | "wrap_up" | "paused";
export type CallStage = "menu" | "waiting" | "ringing" | "talking" | "postponed" | "wrap_up";
export type CallAction =
  | "hold"
  | "retrieve"
  | "mute"
  | "unmute"
  | "pause_recording"
  | "resume_recording"
  | "hang_up"
  | "survey"
  | "transfer"
  | "consult"
  | "join"
  | "hand_over"
  | "take_back";
/** How a supervisor takes part in a talk: heard by nobody, by the advisor, by all. */
export type SupervisionMode = Schemas["SupervisionRequest"]["mode"];
/** What the gateways can do beyond what all can. */
export type GatewayAbility = "three_way" | "supervision";
/** Where a call is handed, or who is consulted. */
export type TransferTarget = `queue:${string}` | `advisor:${string}` | `campaign:${string}/${string}`;

export interface Queue {
  id: string;
  name: string;
  waiting: number;
  longest_since: Timestamp | null;
  threshold_s: number;
  /** Promised in it, and not ended. */
  call_backs: number;
}

export interface Advisor {
  id: string;
  name: string;
  state: AdvisorState;
  reason: string | null;
  reason_name: string | null;
  /** Whether the pause is work. */
  paid: boolean;
  since: Timestamp;
  call: string | null;
  until: Timestamp | null;
  /** The state that is asked for when the call in hand is over. */
  pending: string | null;
  queues: string[];
}

export interface Call {
  id: string;
  /** A call-back is one that its caller was promised. */
  kind: "call" | "call_back";
  line: string;
  line_name: string;
  stage: CallStage;
  queue: string | null;
  queue_name: string | null;
  choice: string[];
  arrived_at: Timestamp;
  /** Since when its caller waits, whatever queue or call it began in. */
  first_at: Timestamp | null;
  queued_at: Timestamp | null;
  offered_at: Timestamp | null;
  answered_at: Timestamp | null;
  ended_at: Timestamp | null;
  advisor: string | null;
  /** Whose phones ring. */
  ringing: string[];
  transferred_by: string | null;
  transferred_by_name: string | null;
  /** The campaign that it came over from, and its name. */
  received_from: string | null;
  received_from_name: string | null;
  consulted: string | null;
  consulted_name: string | null;
  /** Whether who is consulted has picked up: only then the call can be handed over. */
  consulted_talks: boolean;
  /** Whether the caller talks with both. */
  joined: boolean;
  /** Of a call-back: how often the number was dialled. */
  attempt: number;
  /** Of a postponed call-back: when it is dialled again. */
  again_at: Timestamp | null;
  held: boolean;
  muted: boolean;
  /** Whether it is recorded now, or the recording is paused; empty when there is none. */
  recording: "" | "on" | "paused";
  /** What the caller's number is, and who says that it is theirs: «Celular, sin verificar». */
  number_words: string | null;
  /** Whether its caller can be handed to the survey. */
  survey: boolean;
  outcome: string | null;
}

export interface Pop {
  call: string;
  /** Step by step; [su nombre] stands for the advisor's own. */
  script: string[];
  number_masked: string;
  possible_customer: string | null;
  open_tickets: number;
}

export interface ServiceLevel {
  line: string;
  scope: "day" | "interval";
  from: Timestamp;
  to: Timestamp;
  within: number;
  ingressed: number;
  answered: number;
  abandoned: number;
  /** Percent with two decimals, or null when nothing was counted. */
  share: string | null;
}

/** What the advisor asked for in talk and was not done. */
export interface Refusal {
  call: string;
  /** Tells one from the next that says the same. */
  number: number;
  action: CallAction;
  reason: string;
  words: string;
}

/** That somebody supervises a talk; present once they picked up their phone. */
export interface Supervision {
  call: string;
  supervisor: string;
  supervisor_name: string;
  mode: SupervisionMode;
  present: boolean;
}

/** The day of a queue: visits and how they ended, and its call-backs. */
export interface QueueTally {
  queue: string;
  from: Timestamp;
  to: Timestamp;
  entered: number;
  answered: number;
  /** Could not go on waiting there. */
  overflowed: number;
  call_backs_promised: number;
  call_backs_talked: number;
  call_backs_given_up: number;
}

export interface Entities {
  queue: Record<string, Queue>;
  advisor: Record<string, Advisor>;
  call: Record<string, Call>;
  pop: Record<string, Pop>;
  refusal: Record<string, Refusal>;
  supervision: Record<string, Supervision>;
  level: Record<string, ServiceLevel>;
  tally: Record<string, QueueTally>;
}
export type EntityKind = keyof Entities;

export interface DeskUser {
  user: string;
  name: string;
  roles: string[];
  permissions: string[];
  abilities: GatewayAbility[];
  /** Those that an advisor serves, on duty or not. */
  queues: string[];
}

export type EntityPut = { [K in EntityKind]: { kind: K; id: string; value: Entities[K][string] } }[EntityKind];
export interface EntityDrop {
  kind: EntityKind;
  id: string;
}

export type DeskMessage =
  | { type: "snapshot"; seq: string; now: Timestamp; me: DeskUser; entities: Partial<Entities> }
  | { type: "changes"; seq: string; now: Timestamp; put: EntityPut[]; drop: EntityDrop[] }
  | { type: "heartbeat"; seq: string; now: Timestamp }
  | { type: "bye"; code: string; detail: string };

export type Account = Schemas["Me"];
export type Problem = Partial<Schemas["Problem"]> & { [extension: string]: unknown };
export type FieldError = Schemas["Complaint"];
export type Typology = Schemas["Typology"];
export type OwnCall = Schemas["TodaysCall"];
export type OwnCalls = Schemas["OwnCalls"];
export type CallRow = Schemas["Call"];
export type CallFact = Schemas["TimelineEntry"];
export type Recording = Schemas["Recording"];
export type VoiceMessage = Schemas["VoiceMessage"];
export type OpenSession = Schemas["OpenSession"];
export type User = Schemas["User"];
export type Grant = Schemas["Grant"];
export type RightsRequest = Schemas["PendingRights"];
export type ServiceToken = Schemas["Token"];
export type Role = Grant["role"];
export type TransferTargets = Schemas["TransferTargets"];

/** A half-filled form of one call, as it is kept against reload, lost connection and the other tab. */
export interface TicketForm {
  kind: string;
  theme: string;
  /** Empty where the theme has none. */
  subtheme: string;
  text: string;
  note: string;
  /** What becomes of the petition: answered on this call, or escalated; empty is escalated. */
  outcome: "" | "answered" | "escalated";
  /** What was answered, where it was. */
  answer: string;
  email: string;
  /** Where a letter goes to who has no e-mail. */
  address: string;
  /** Who the petition is filed for; empty: for the customer whom the call has verified, or else for the person named. */
  petitioner_is: "" | "other" | "anonymous";
  /** Name of a petitioner who is not the verified customer; nobody has to say it. */
  petitioner: string;
  document: string;
  /** Who speaks for them, where somebody does. */
  representative: string;
  representative_document: string;
  /** Given to the ticket once, so that sending it again files it once. */
  key: string;
  /** The number that was filed from this form, or empty. */
  ticket: string;
}
/** The server keeps a form as it is given, so only screens know its shape. */
export interface TicketDraft {
  revision: number;
  form: TicketForm | null;
}
