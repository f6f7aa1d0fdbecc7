/** The state of a session, a standing or a proposal as a tag. */
import type { TrainingProposal, TrainingSessionSummary, TrainingStanding } from "../../../api/training";
import { labelOf, useLabels } from "../../../labels";
import quality from "../../quality/ui/quality.module.css";
import { STANDING_TONES } from "../model/labels";
import { t } from "../../../i18n/translate";

export function SessionStateTag({ state }: Pick<TrainingSessionSummary, "state">) {
  const { training_session_states } = useLabels();
  return (
    <span className={quality.tag} data-tone={{ planned: "warn", held: "good", cancelled: undefined }[state]}>
      {labelOf(training_session_states, state)}
    </span>
  );
}

export function StandingTag({ state, expiring }: Pick<TrainingStanding, "state" | "expiring">) {
  const { training_standings } = useLabels();
  return (
    <span className={quality.tag} data-tone={expiring ? "warn" : STANDING_TONES[state]}>
      {expiring ? t("Vence pronto") : labelOf(training_standings, state)}
    </span>
  );
}

export function ProposalStateTag({ state }: Pick<TrainingProposal, "state">) {
  const { training_proposal_states } = useLabels();
  return (
    <span className={quality.tag} data-tone={{ open: "warn", accepted: "good", rejected: undefined }[state]}>
      {labelOf(training_proposal_states, state)}
    </span>
  );
}
