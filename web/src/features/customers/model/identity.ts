/**
 * How the identity of a call stands, as a value: what is typed, and what the server said of it. Pure.
 *
 * It knows questions and what was typed, never a right answer, nor which one was wrong: the server does not say.
 */
import type { IdentityCheck, IdentityTold, Judged, Seek } from "../../../api/customers";

export type Phase = "seek" | "ask" | "failed" | "passed" | "closed";
export interface Identity {
  phase: Phase;
  /** Whose data are asked about, or were verified. */
  customer: string;
  check: IdentityCheck | null;
  /** What was typed, by question. */
  typed: Record<string, string>;
  left: number;
}
export type IdentityEvent =
  | { type: "told"; told: IdentityTold }
  | { type: "asked"; check: IdentityCheck }
  | { type: "typed"; question: string; answer: string }
  | { type: "judged"; judged: Judged }
  | { type: "another" };

export const UNKNOWN: Identity = { phase: "seek", customer: "", check: null, typed: {}, left: 0 };
const PHASES: Record<IdentityTold["status"], Phase> = { none: "seek", asked: "ask", failed: "failed", passed: "passed", closed: "closed" };

export function reduce(state: Identity, event: IdentityEvent): Identity {
  switch (event.type) {
    case "told":
      return told(state, event.told);
    case "asked":
      return { phase: "ask", customer: event.check.customer_id, check: event.check, typed: kept(state, event.check), left: event.check.attempts_left };
    case "typed":
      return { ...state, typed: { ...state.typed, [event.question]: event.answer } };
    case "judged":
      return { ...state, phase: phaseOf(event.judged), check: null, typed: {}, left: event.judged.attempts_left };
    case "another":
      return state.phase === "passed" || state.phase === "closed" ? state : { ...state, phase: "seek", check: null, typed: {} };
  }
}

const phaseOf = ({ result, closed }: Judged): Phase => (result === "passed" ? "passed" : closed ? "closed" : "failed");

/** Of the same check what was typed stays: it may be told again in the midst of typing. */
const kept = (state: Identity, check: IdentityCheck | null): Record<string, string> =>
  check && state.check?.check_id === check.check_id ? state.typed : {};

/** What the server says wins, but for somebody who looks for another customer meanwhile. */
function told(state: Identity, { status, customer_id, check, attempts_left }: IdentityTold): Identity {
  const phase = status === "asked" && !check ? "seek" : PHASES[status];
  return { phase, customer: customer_id ?? check?.customer_id ?? "", check, typed: kept(state, check), left: attempts_left };
}

/** What is still to be typed, by question, in their order. */
export const unanswered = (state: Identity): string[] =>
  (state.check?.questions ?? []).map(({ id }) => id).filter((id) => !state.typed[id]?.trim());

export const answersOf = ({ check, typed }: Identity): { question: string; answer: string }[] =>
  (check?.questions ?? []).map(({ id }) => ({ question: id, answer: (typed[id] ?? "").trim() }));

const LEFT = ["no quedan intentos", "queda un intento", "quedan dos intentos", "quedan tres intentos"];
export const leftWords = (left: number): string => LEFT[left] ?? `quedan ${left} intentos`;

/** What came of it, in one sentence to see and to hear; empty while nothing has. */
export function verdict({ phase, left }: Identity): string {
  if (phase === "passed") return "Identidad verificada";
  if (phase === "failed") return `No coincide; ${leftWords(left)}`;
  return phase === "closed" ? "No coincide; no quedan intentos" : "";
}

const ENTITY_NUMBER_DIGITS = 9;

/**
 * Return how to look for a customer, from what was typed: letters are a name; letters with figures a document with its
 * kind, «CC 1020000010»; figures a document, then a phone or the customer's number, whichever they can be.
 */
export function waysToSeek(typed: string): Seek[] {
  const text = typed.trim();
  const digits = text.replace(/[\s.()-]/g, "");
  if (!text) return [];
  if (text.startsWith("+")) return [{ phone: text }];
  if (!/^\d+$/.test(digits)) return /\d/.test(digits) ? [{ document: text }] : [{ name: text }];
  const ways: Seek[] = digits.length >= 3 ? [{ document: digits }] : [];
  if (/^(3\d{9}|60\d{8})$/.test(digits)) ways.push({ phone: digits });
  if (digits.length <= ENTITY_NUMBER_DIGITS && Number(digits) > 0) ways.push({ number: Number(digits) });
  return ways;
}
