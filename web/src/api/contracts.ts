/**
 * The shapes that travel between server and screens, as long as the server's own OpenAPI document does not give them.
 * Times are ISO 8601 in UTC, or null when it has not happened.
 */

export type Time = string;
export type AdvisorState = "offline" | "available" | "offered" | "talking" | "wrap_up" | "paused";
export type Stage = "menu" | "waiting" | "ringing" | "talking" | "wrap_up";
export type Action = "hold" | "retrieve" | "mute" | "unmute" | "hang_up";

export interface Queue {
  id: string;
  name: string;
  waiting: number;
  longest_since: Time | null;
  threshold_s: number;
}

export interface Advisor {
  id: string;
  name: string;
  state: AdvisorState;
  reason: string | null;
  reason_name: string | null;
  since: Time;
  call: string | null;
  until: Time | null;
  /** The state that is asked for when the call in hand is over. */
  pending: string | null;
  queues: string[];
}

export interface Call {
  id: string;
  line: string;
  line_name: string;
  stage: Stage;
  queue: string | null;
  queue_name: string | null;
  choice: string[];
  arrived_at: Time;
  queued_at: Time | null;
  offered_at: Time | null;
  answered_at: Time | null;
  ended_at: Time | null;
  advisor: string | null;
  held: boolean;
  muted: boolean;
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

export interface Level {
  line: string;
  scope: "day" | "interval";
  from: Time;
  to: Time;
  within: number;
  ingressed: number;
  answered: number;
  abandoned: number;
  /** Percent with two decimals, or null when nothing was counted. */
  share: string | null;
}

export interface Entities {
  queue: Record<string, Queue>;
  advisor: Record<string, Advisor>;
  call: Record<string, Call>;
  pop: Record<string, Pop>;
  level: Record<string, Level>;
}
export type Kind = keyof Entities;

export interface Me {
  user: string;
  name: string;
  roles: string[];
  permissions: string[];
}

export type Put = { [K in Kind]: { kind: K; id: string; value: Entities[K][string] } }[Kind];
export interface Drop {
  kind: Kind;
  id: string;
}

export type DeskMessage =
  | { type: "snapshot"; seq: string; now: Time; me: Me; entities: Partial<Entities> }
  | { type: "changes"; seq: string; now: Time; put: Put[]; drop: Drop[] }
  | { type: "heartbeat"; seq: string; now: Time }
  | { type: "bye"; code: string; detail: string };

export interface Account extends Me {
  /** The id that calls are routed to, or null for who attends none. */
  advisor: string | null;
  phone: { registered: boolean };
  campaign: string;
}

export interface Session {
  token: string;
  user: string;
}

export interface Complaint {
  field: string;
  detail: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  errors?: Complaint[];
  [extension: string]: unknown;
}

export interface Theme {
  id: string;
  name: string;
}
export interface KindOfTicket extends Theme {
  meaning: string;
  themes: Theme[];
}
export interface Typology {
  kinds: KindOfTicket[];
}
export interface PauseReason {
  id: string;
  name: string;
}
export interface PauseReasons {
  reasons: PauseReason[];
}

export interface Ticket {
  number: string;
  spoken: string;
  kind: string;
  theme: string;
  text: string;
  call_id: string | null;
  filed_at: Time;
  filed_by: string;
  status: string;
  caller: string | null;
}

/** A half-filled form of one call, as it is kept against reload, lost connection and the other tab. */
export interface Form {
  kind: string;
  theme: string;
  text: string;
  note: string;
  /** Given to the ticket once, so that sending it again files it once. */
  key: string;
  /** The number that was filed from this form, or empty. */
  ticket: string;
}
export interface Draft {
  revision: number;
  form: Form | null;
}

export interface OwnCall {
  id: string;
  line_name: string;
  queue_name: string | null;
  choice: string[];
  answered_at: Time;
  ended_at: Time | null;
  kind: string | null;
  theme: string | null;
  tickets: string[];
}

export interface CallRow {
  id: string;
  line: string;
  line_name?: string;
  queue: string | null;
  queue_name?: string | null;
  arrived_at: Time;
  queued_at: Time | null;
  answered_at: Time | null;
  ended_at: Time | null;
  wait_ms: number | null;
  within_threshold: boolean | null;
  advisor: string | null;
  offers: number;
  outcome: string | null;
  stage: string | null;
}
export interface Happening {
  id: string;
  at: Time;
  after_ms: number;
  actor: string;
  sentence: string;
  fact: Record<string, unknown>;
}
export interface CallStory extends CallRow {
  timeline: Happening[];
}
export interface CallPage {
  calls: CallRow[];
  next: string | null;
}

/* The routes, in the shape that openapi-typescript writes, so that the generated file can take their place. */

interface Json<T> {
  content: { "application/json": T };
}
interface Asked<Params, Answer> {
  parameters: Params;
  responses: { 200: Json<Answer>; default: { content: { "application/problem+json": Problem } } };
}
type Route<Params, Body, Answer> = Asked<Params, Answer> &
  (Body extends undefined ? { requestBody?: never } : { requestBody: Json<Body> });
type OneCall = { path: { call_id: string } };

export interface paths {
  "/api/v1/session": {
    post: Route<object, { username: string; password: string; otp?: string }, Session>;
    delete: Route<object, undefined, undefined>;
  };
  "/api/v1/me": { get: Route<object, undefined, Account> };
  "/api/v1/me/presence": { put: Route<object, { state: string; reason?: string }, unknown> };
  "/api/v1/me/calls": { get: Route<object, undefined, { calls: OwnCall[] }> };
  "/api/v1/me/wrap-up/end": { post: Route<object, undefined, undefined> };
  "/api/v1/pause-reasons": { get: Route<object, undefined, PauseReasons> };
  "/api/v1/typology": { get: Route<object, undefined, Typology> };
  "/api/v1/tickets": {
    post: Route<
      { header: { "Idempotency-Key": string } },
      { kind: string; theme: string; text: string; call_id?: string },
      Ticket
    >;
  };
  "/api/v1/tickets/{number}": { get: Route<{ path: { number: string } }, undefined, Ticket> };
  "/api/v1/calls": {
    get: Route<
      { query?: { line?: string; outcome?: string; from?: string; to?: string; limit?: number; cursor?: string } },
      undefined,
      CallPage
    >;
  };
  "/api/v1/calls/{call_id}": { get: Route<{ path: { call_id: string } }, undefined, CallStory> };
  "/api/v1/calls/{call_id}/control": { post: Route<OneCall, { action: Action }, unknown> };
  "/api/v1/calls/{call_id}/disposition": {
    put: Route<OneCall, { kind: string; theme: string; note?: string; finish: boolean }, unknown>;
  };
  "/api/v1/calls/{call_id}/draft": {
    get: Route<OneCall, undefined, Draft>;
    put: Route<OneCall, { revision: number; form: Form }, Draft>;
    delete: Route<OneCall, undefined, undefined>;
  };
}
