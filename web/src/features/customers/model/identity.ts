/**
 * How the identity of a call stands, as a value: what is typed, and what the server said of it. Pure.
 *
 * It knows questions and what was typed, never a right answer, nor which one was wrong: the server does not say.
 */
import type { IdentityCheck, IdentityStatus, IdentityResult, CustomerQuery } from "../../../api/customers";

export type IdentityPhase = "seek" | "ask" | "failed" | "passed" | "closed";
export interface IdentityState {
  phase: IdentityPhase;
  /** Whose data are asked about, or were verified. */
  customer: string;
  check: IdentityCheck | null;
  /** What was typed, by question. */
  answers: Record<string, string>;
  attemptsLeft: number;
}
export type IdentityEvent =
  | { type: "told"; told: IdentityStatus }
  | { type: "asked"; check: IdentityCheck }
  | { type: "typed"; question: string; answer: string }
  | { type: "judged"; judged: IdentityResult }
  | { type: "another" };

export const INITIAL_IDENTITY: IdentityState = {
  phase: "seek",
  customer: "",
  check: null,
  answers: {},
  attemptsLeft: 0,
};
const PHASES: Record<IdentityStatus["status"], IdentityPhase> = {
  none: "seek",
  asked: "ask",
  failed: "failed",
  passed: "passed",
  closed: "closed",
};

export function reduce(state: IdentityState, event: IdentityEvent): IdentityState {
  switch (event.type) {
    case "told":
      return withStatus(state, event.told);
    case "asked":
      return {
        phase: "ask",
        customer: event.check.customer_id,
        check: event.check,
        answers: keptAnswers(state, event.check),
        attemptsLeft: event.check.attempts_left,
      };
    case "typed":
      return { ...state, answers: { ...state.answers, [event.question]: event.answer } };
    case "judged":
      return {
        ...state,
        phase: resultPhase(event.judged),
        check: null,
        answers: {},
        attemptsLeft: event.judged.attempts_left,
      };
    case "another":
      return state.phase === "passed" || state.phase === "closed"
        ? state
        : { ...state, phase: "seek", check: null, answers: {} };
  }
}

const resultPhase = ({ result, closed }: IdentityResult): IdentityPhase =>
  result === "passed" ? "passed" : closed ? "closed" : "failed";

/** Of the same check what was typed stays: it may be told again in the midst of typing. */
const keptAnswers = (state: IdentityState, check: IdentityCheck | null): Record<string, string> =>
  check && state.check?.check_id === check.check_id ? state.answers : {};

/** What the server says wins, but for somebody who looks for another customer meanwhile. */
function withStatus(
  state: IdentityState,
  { status, customer_id, check, attempts_left }: IdentityStatus,
): IdentityState {
  const phase = status === "asked" && !check ? "seek" : PHASES[status];
  return {
    phase,
    customer: customer_id ?? check?.customer_id ?? "",
    check,
    answers: keptAnswers(state, check),
    attemptsLeft: attempts_left,
  };
}

/** What is still to be typed, by question, in their order. */
export const unansweredQuestions = (state: IdentityState): string[] =>
  (state.check?.questions ?? []).map(({ id }) => id).filter((id) => !state.answers[id]?.trim());

export const toAnswers = ({ check, answers: typed }: IdentityState): { question: string; answer: string }[] =>
  (check?.questions ?? []).map(({ id }) => ({ question: id, answer: (typed[id] ?? "").trim() }));

const ATTEMPTS_LEFT = ["no quedan intentos", "queda un intento", "quedan dos intentos", "quedan tres intentos"];
export const attemptsLeftLabel = (left: number): string => ATTEMPTS_LEFT[left] ?? `quedan ${left} intentos`;

/** What came of it, in one sentence to see and to hear; empty while nothing has. */
export function resultSentence({ phase, attemptsLeft: left }: IdentityState): string {
  if (phase === "passed") return "Identidad verificada";
  if (phase === "failed") return `No coincide; ${attemptsLeftLabel(left)}`;
  return phase === "closed" ? "No coincide; no quedan intentos" : "";
}

const CUSTOMER_NUMBER_DIGITS = 9;

/**
 * Return how to look for a customer, from what was typed: letters are a name; letters with figures a document with its
 * kind, «CC 1020000010»; figures a document, then a phone or the customer's number, whichever they can be.
 */
export function customerQueries(typed: string): CustomerQuery[] {
  const text = typed.trim();
  const digits = text.replace(/[\s.()-]/g, "");
  if (!text) return [];
  if (text.startsWith("+")) return [{ phone: text }];
  if (!/^\d+$/.test(digits)) return /\d/.test(digits) ? [{ document: text }] : [{ name: text }];
  const ways: CustomerQuery[] = digits.length >= 3 ? [{ document: digits }] : [];
  if (/^(3\d{9}|60\d{8})$/.test(digits)) ways.push({ phone: digits });
  if (digits.length <= CUSTOMER_NUMBER_DIGITS && Number(digits) > 0) ways.push({ number: Number(digits) });
  return ways;
}
