/**
 * The identity check of a call as a value: the typed answers and the server's results. Pure.
 *
 * It knows the questions and the typed answers, never the right ones or which one was wrong: the server does not say.
 */
import type { IdentityCheck, IdentityStatus, IdentityResult, CustomerQuery } from "../../../api/customers";
import { t } from "../../../i18n/translate";

export type IdentityPhase = "seek" | "ask" | "failed" | "passed" | "closed";
export interface IdentityState {
  phase: IdentityPhase;
  /** The customer whose identity is being checked or was verified. */
  customer: string;
  check: IdentityCheck | null;
  /** Typed answers by question. */
  answers: Record<string, string>;
  attemptsLeft: number;
}
export type IdentityEvent =
  | { type: "loaded"; status: Omit<IdentityStatus, "speaker"> }
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
    case "loaded":
      return withStatus(state, event.status);
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

/** Return the typed answers if the check is the same; the status may be loaded again while the user types. */
const keptAnswers = (state: IdentityState, check: IdentityCheck | null): Record<string, string> =>
  check && state.check?.check_id === check.check_id ? state.answers : {};

/** Take over the server's status. An open check without its questions starts with the search again. */
function withStatus(
  state: IdentityState,
  { status, customer_id, check, attempts_left }: Omit<IdentityStatus, "speaker">,
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

/** Return the unanswered questions, in their order. */
export const unansweredQuestions = (state: IdentityState): string[] =>
  (state.check?.questions ?? []).map(({ id }) => id).filter((id) => !state.answers[id]?.trim());

export const toAnswers = ({ check, answers: typed }: IdentityState): { question: string; answer: string }[] =>
  (check?.questions ?? []).map(({ id }) => ({ question: id, answer: (typed[id] ?? "").trim() }));

const ATTEMPTS_LEFT = [
  t("no quedan intentos"),
  t("queda un intento"),
  t("quedan dos intentos"),
  t("quedan tres intentos"),
];
export const attemptsLeftLabel = (left: number): string => ATTEMPTS_LEFT[left] ?? t("quedan {left} intentos", { left });

/** Return the result as one sentence for the screen and screen readers; empty before there is one. */
export function resultSentence({ phase, attemptsLeft: left }: IdentityState): string {
  if (phase === "passed") return t("Identidad verificada");
  if (phase === "failed") return t("No coincide; {left}", { left: attemptsLeftLabel(left) });
  return phase === "closed" ? t("No coincide; no quedan intentos") : "";
}

const CUSTOMER_NUMBER_DIGITS = 9;

/**
 * Return the searches for a typed text: letters are a name; letters with digits a document with its kind, «CC
 * 1020000010»; digits a document, then a phone or a customer number if they can be one.
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
