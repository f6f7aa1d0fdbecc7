/** The state of a sample as a tag. */
import type { SampleSummary } from "../../../api/samples";
import { stateLabel } from "../model/samples";
import css from "./quality.module.css";

const STATE_TONES: Partial<Record<SampleSummary["state"], string>> = { drawn: "good", awaiting_number: "warn" };

export function StateTag({ state }: Pick<SampleSummary, "state">) {
  return (
    <span className={css.tag} data-tone={STATE_TONES[state]}>
      {stateLabel(state)}
    </span>
  );
}
