/** The state of a calibration session as a tag. */
import type { CalibrationSummary } from "../../../../api/calibrations";
import { labelOf, useLabels } from "../../../../labels";
import { STATE_TONES } from "../../model/calibrations";
import css from "../quality.module.css";

export function SessionTag({ state }: Pick<CalibrationSummary, "state">) {
  const { calibration_states } = useLabels();
  return (
    <span className={css.tag} data-tone={STATE_TONES[state]}>
      {labelOf(calibration_states, state)}
    </span>
  );
}
