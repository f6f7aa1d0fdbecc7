/** The state and the term of a finding as tags, whose text says what their colour shows. */
import type { FindingSummary } from "../../../../api/findings";
import { labelOf, useLabels } from "../../../../labels";
import { termLabel, type Tone, termTone } from "../../model/findings";
import css from "../quality.module.css";

const STATE_TONES: Partial<Record<FindingSummary["state"], Tone>> = {
  done: "warn",
  proposed: "warn",
  rejected: "bad",
  reopened: "warn",
  verified: "good",
  closed: "good",
};

export function FindingStateTag({ state }: { state: FindingSummary["state"] }) {
  const { finding_states } = useLabels();
  return (
    <span className={`${css.tag} ${css.longTag}`} data-tone={STATE_TONES[state]}>
      {labelOf(finding_states, state)}
    </span>
  );
}

export function TermTag({ finding }: { finding: Pick<FindingSummary, "standing" | "days"> }) {
  return (
    <span className={css.tag} data-tone={termTone(finding)}>
      {termLabel(finding)}
    </span>
  );
}
