/** The lookups of a customer, asked all at once or one by one. Pure. */
import type { Lookup } from "../../../api/customers";
import { t } from "../../../i18n/translate";

export type LookupState = "idle" | "waiting" | "answered" | "failed";

/** A request to ask several systems; each of them asks once a round. */
export interface Round {
  number: number;
  wanted: readonly string[];
}

/** Return the round that asks the systems without an answer; if all have answered, it asks them all again. */
export function nextRound(last: Round, lookups: readonly Lookup[], states: Record<string, LookupState>): Round {
  const ids = lookups.map(({ id }) => id).filter((id) => states[id] !== "waiting");
  const unanswered = ids.filter((id) => states[id] !== "answered");
  return { number: last.number + 1, wanted: unanswered.length ? unanswered : ids };
}

export const isWanted = (round: Round, lookup: string): boolean => round.wanted.includes(lookup);

/** Return whether a lookup has what it needs; one by credit needs a credit of the customer. */
export const canAsk = (key: Lookup["key"], credits: readonly string[]): boolean =>
  key !== "credit" || credits.length > 0;

const STATE_LABELS: Record<LookupState, string> = {
  idle: "",
  waiting: t("Esperando"),
  answered: t("Respondió"),
  failed: t("No respondió"),
};
export const stateLabel = (state: LookupState): string => STATE_LABELS[state];

/** Return how far all lookups are, as one sentence. */
export function summary(states: readonly LookupState[]): string {
  const count = (wanted: LookupState) => states.filter((each) => each === wanted).length;
  const [waiting, answered, failed] = [count("waiting"), count("answered"), count("failed")];
  if (waiting) return t("Esperando a {waiting} de {states} sistemas.", { waiting, states: states.length });
  if (!answered && !failed) return t("Cada sistema responde por separado.");
  const parts = [t("Respondieron {answered} de {states}", { answered, states: states.length })];
  if (failed)
    parts.push(failed === 1 ? t("uno no respondió: reintente") : t("{failed} no respondieron: reintente", { failed }));
  return `${parts.join("; ")}.`;
}
