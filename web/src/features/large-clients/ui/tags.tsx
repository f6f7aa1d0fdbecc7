/** The state of a novelty as a tag, whose text says what its colour shows. */
import type { NoveltySummary } from "../../../api/large-clients";
import { labelOf, useLabels } from "../../../labels";
import css from "../../quality/ui/quality.module.css";
import { noveltyTone, owedLabel } from "../model/novelties";

export function NoveltyTag({ novelty }: { novelty: Pick<NoveltySummary, "state" | "owed"> }) {
  const { novelty_states } = useLabels();
  return (
    <span className={css.tag} data-tone={noveltyTone(novelty)}>
      {[labelOf(novelty_states, novelty.state), owedLabel(novelty.owed)].filter(Boolean).join(", ")}
    </span>
  );
}
