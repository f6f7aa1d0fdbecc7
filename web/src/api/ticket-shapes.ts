/** How tickets travel. */

export type TicketState = "filed" | "received" | "in_area" | "in_review" | "ready" | "sending" | "incomplete" | "closed";
export type Light = "green" | "yellow" | "red" | "overdue";
export type StepName =
  | "take" | "escalate" | "give_back" | "answer" | "accept" | "send_back" | "typify" | "send" | "note" | "extend"
  | "ask_completion" | "complete" | "transfer" | "assign" | "close" | "reopen";
export type ResponseType = "granted" | "partly_granted" | "denied" | "informed" | "not_competent";

export interface TicketRow {
  number: string;
  kind: string;
  kind_name: string;
  theme: string;
  theme_name: string;
  subtheme?: string | null;
  subtheme_name?: string | null;
  state: TicketState;
  tier: number;
  owner: string | null;
  owner_name: string | null;
  area: string | null;
  area_name?: string | null;
  due_on: string;
  light: Light;
  days_left: number;
  round: number;
  channel: string;
  version: number;
  filed_at: string;
}
export interface TicketPage {
  tickets: TicketRow[];
  next: string | null;
}
export interface TicketTold extends TicketRow {
  spoken: string;
  due_spoken?: string;
  text: string | null;
  call_id: string | null;
  caller: string | null;
  filed_by: string;
  received_by: string;
  steps?: StepName[];
}
export interface Entry {
  at: string;
  who: string;
  step: string;
  round: number;
  note: string | null;
}
export interface TicketsWanted {
  box?: "mine" | "tier" | "area" | "all";
  state?: TicketState;
  light?: Light;
  cursor?: string;
}
export type StepForm = { step: StepName; version: number } & Record<string, unknown>;
export interface Attachment {
  id: string;
  name: string;
  size: number;
  at: string;
  by: string;
}
export interface Template {
  id: string;
  name: string;
  text: string;
}
