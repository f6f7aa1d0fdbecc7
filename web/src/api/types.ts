/**
 * The data shapes that server and screens exchange, under the names that the screens use. The HTTP shapes are generated
 * from the server's OpenAPI document (schema.d.ts, by `make types`). The desk's messages are written by hand after
 * docs/desk-protocol.md, because OpenAPI does not describe WebSockets. Times are ISO 8601 in UTC, or null for an event
 * that has not happened.
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
  | "take_back"
  | "send_keys";
/** How a supervisor takes part in a conversation: heard by no one, by the advisor, or by everyone. */
export type SupervisionMode = Schemas["SupervisionRequest"]["mode"];
/** Abilities that not all gateways have. */
export type GatewayAbility = "three_way" | "supervision" | "keypad";
/** The target of a transfer or a consultation. */
export type TransferTarget = `queue:${string}` | `advisor:${string}` | `campaign:${string}/${string}`;

export interface Queue {
  id: string;
  name: string;
  waiting: number;
  longest_since: Timestamp | null;
  threshold_s: number;
  /** Call-backs promised in this queue that have not ended. */
  call_backs: number;
}

export interface Advisor {
  id: string;
  name: string;
  state: AdvisorState;
  reason: string | null;
  reason_name: string | null;
  /** Whether the pause counts as working time; null, as the reason, for a colleague whose reason may not be seen. */
  paid: boolean | null;
  since: Timestamp;
  call: string | null;
  until: Timestamp | null;
  /** The state requested for when the current call ends. */
  pending: string | null;
  queues: string[];
}

export interface Call {
  id: string;
  /** A call-back is a call promised to the caller. */
  kind: "call" | "call_back";
  line: string;
  line_name: string;
  stage: CallStage;
  queue: string | null;
  queue_name: string | null;
  choice: string[];
  arrived_at: Timestamp;
  /** The start of the caller's wait, in any queue or call. */
  first_at: Timestamp | null;
  queued_at: Timestamp | null;
  offered_at: Timestamp | null;
  answered_at: Timestamp | null;
  ended_at: Timestamp | null;
  advisor: string | null;
  /** Advisors whose phones ring. */
  ringing: string[];
  transferred_by: string | null;
  transferred_by_name: string | null;
  /** The campaign that transferred the call here, and its name. */
  received_from: string | null;
  received_from_name: string | null;
  consulted: string | null;
  consulted_name: string | null;
  /** Whether the consulted advisor has answered; only then can the call be handed over. */
  consulted_talks: boolean;
  /** Whether the caller speaks with both advisors. */
  joined: boolean;
  /** Of a call-back: the number of dial attempts. */
  attempt: number;
  /** Of a postponed call-back: the time of the next attempt. */
  again_at: Timestamp | null;
  held: boolean;
  /** Start of the present hold. */
  held_at: Timestamp | null;
  /** Time of the earlier holds, ms. */
  held_ms: number;
  muted: boolean;
  /** Whether the call is being recorded or the recording is paused; empty without a recording. */
  recording: "" | "on" | "paused";
  /** The type of the caller's number and its verification: «Celular, sin verificar». */
  number_words: string | null;
  /** Whether the caller can be transferred to the survey. */
  survey: boolean;
  outcome: string | null;
  /** How much earlier the call counts as having come in the order of its queue; missing without priority. */
  head_start_s?: number;
  /** That priority and its reason: «2 min de ventaja: gran cliente». */
  priority_words?: string;
}

/** What does a step of the script: the answer, the verified identity, a lookup, the disposition or a ticket. */
export type ScriptEvent = "answered" | "identity" | "lookup" | "typology" | "ticket";

export interface Pop {
  call: string;
  /** The script step by step; [su nombre] stands for the advisor's name. */
  script: string[];
  number_masked: string;
  possible_customer: string | null;
  /** How many customers share the number; absent if at most one has it. */
  possible_customers?: number;
  /** The step of the script, from 1, that each event does. */
  script_done?: Partial<Record<ScriptEvent, number>>;
  open_tickets: number;
  /** The large client that has the number; absent if none. */
  large_client?: { name: string; service: string } | null;
}

export interface ServiceLevel {
  line: string;
  scope: "day" | "interval";
  from: Timestamp;
  to: Timestamp;
  within: number;
  ingressed: number;
  answered: number;
  queued: number;
  abandoned: number;
  /** Percentage with two decimals, or null when nothing was counted. */
  share: string | null;
}

/** A request of the advisor during a conversation that was refused. */
export interface Refusal {
  call: string;
  /** Distinguishes two refusals with the same text. */
  number: number;
  action: CallAction;
  reason: string;
  words: string;
}

/** The supervision of a conversation; `present` once the supervisor has answered their phone. */
export interface Supervision {
  call: string;
  supervisor: string;
  supervisor_name: string;
  mode: SupervisionMode;
  present: boolean;
}

/** The totals of a queue for a day: its visits by result, and its call-backs. */
export interface QueueTally {
  queue: string;
  from: Timestamp;
  to: Timestamp;
  entered: number;
  answered: number;
  /** Of them, answered within the queue's threshold. */
  within: number;
  abandoned: number;
  /** Visits that left the queue by overflow. */
  overflowed: number;
  call_backs_promised: number;
  call_backs_talked: number;
  call_backs_given_up: number;
}

/** A notice that the user's messages or announcements changed. */
export interface BulletinNotice {
  user: string;
  seq: string;
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
  bulletin: Record<string, BulletinNotice>;
}
export type EntityKind = keyof Entities;

export interface DeskUser {
  user: string;
  name: string;
  roles: string[];
  permissions: string[];
  abilities: GatewayAbility[];
  /** The queues that an advisor serves, on duty or not. */
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
export type CallRow = Schemas["ListedCall"];
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

/** The person who acts for a petitioner, and the document by which they act, as a form holds them. */
export interface Mandate {
  /** Empty if the petitioner acts for themselves. */
  actsAs: Schemas["MandateForm"]["kind"] | "";
  representative: string;
  representativeDocument: string;
  mandateDocument: string;
  scope: string;
  /** The last day; empty if the document does not expire. */
  expiresOn: string;
}

/** A half-filled form of one call, saved against a reload, a lost connection and another tab. */
export interface TicketForm extends Mandate {
  kind: string;
  theme: string;
  /** Empty where the theme has no subthemes. */
  subtheme: string;
  text: string;
  note: string;
  /** The result of the petition: answered on this call, or escalated; empty means escalated. */
  outcome: "" | "answered" | "escalated";
  /** The answer given, if there was one. */
  answer: string;
  email: string;
  /** The postal address for a petitioner without e-mail. */
  address: string;
  /** The petitioner; empty means the customer whom the call has verified, or otherwise the named person. */
  petitioner_is: "" | "other" | "anonymous";
  /** The name of a petitioner who is not the verified customer; optional. */
  petitioner: string;
  document: string;
  /** Whether the Centro de Relevo interprets the call: «yes», or empty. */
  relay_call: "" | "yes";
  /** The idempotency key of the ticket: sent twice, the form files one ticket. */
  key: string;
  /** The number of the ticket filed from this form, or empty. */
  ticket: string;
}
/** A saved draft. The server stores the form as it is, so only the screens know its shape. */
export interface TicketDraft {
  revision: number;
  form: TicketForm | null;
}
