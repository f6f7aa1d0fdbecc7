/** The state of an evaluation as a tag. */
import type { EvaluationSummary } from "../../../../api/feedback";
import { labelOf, useLabels } from "../../../../labels";
import css from "../quality.module.css";

const STATE_TONES: Partial<Record<EvaluationSummary["state"], string>> = {
  accepted: "good",
  refutation_accepted: "good",
  refuted: "warn",
  conciliation: "warn",
};

interface EvaluationStateTagProps extends Pick<EvaluationSummary, "state"> {
  /** Whether the site waits for the advisor's answer. */
  waits?: boolean;
}

export function EvaluationStateTag({ state, waits }: EvaluationStateTagProps) {
  const { evaluation_states } = useLabels();
  return (
    <span className={css.tag} data-tone={state === "pending" && waits ? "warn" : STATE_TONES[state]}>
      {labelOf(evaluation_states, state)}
    </span>
  );
}
