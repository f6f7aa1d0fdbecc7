/** The state of a coaching as a tag; what is overdue stands out. */
import type { CoachingSummary } from "../../../../api/coaching";
import { labelOf, useLabels } from "../../../../labels";
import css from "../quality.module.css";

export function CoachingStateTag({ coaching }: { coaching: Pick<CoachingSummary, "state" | "overdue"> }) {
  const { coaching_states } = useLabels();
  const tone = coaching.overdue ? "warn" : coaching.state === "followed" ? "good" : undefined;
  return (
    <span className={css.tag} data-tone={tone}>
      {labelOf(coaching_states, coaching.state)}
    </span>
  );
}
