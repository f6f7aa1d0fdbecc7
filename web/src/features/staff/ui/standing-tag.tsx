/** Where a person stands today, as a tag whose text says what its colour shows. */
import type { StaffSummary } from "../../../api/staff";
import { labelOf, useLabels } from "../../../labels";
import css from "../../quality/ui/quality.module.css";
import { STANDING_TONES } from "../model/staff";

export function StandingTag({ standing }: { standing: StaffSummary["standing"] }) {
  return (
    <span className={css.tag} data-tone={STANDING_TONES[standing]}>
      {labelOf(useLabels().staff_standings, standing)}
    </span>
  );
}
