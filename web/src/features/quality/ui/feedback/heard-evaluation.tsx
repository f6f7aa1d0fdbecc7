/** What a signed evaluation says, with the recordings of its call: a note jumps to its second and plays. */
import type { ReactNode } from "react";
import type { EvaluationDetail } from "../../../../api/feedback";
import { SignedEvaluation } from "../evaluation/signed-evaluation";
import { marksOfNotes, StoryRecordings, usePlayerHandles } from "../evidence/story-recordings";

interface HeardEvaluationProps {
  evaluation: EvaluationDetail;
  /** Whether it is of the reader's own work, who hears the call only through it. */
  own?: boolean;
  reread: () => void;
  besideCriterion?: (criterion: string) => ReactNode;
}

export function HeardEvaluation({ evaluation, own = false, reread, besideCriterion }: HeardEvaluationProps) {
  const { recordings, missing } = evaluation.story;
  const players = usePlayerHandles(recordings);
  const playFrom = (recording: string, second: number) => players.get(recording)?.current?.playFrom(second);
  return (
    <>
      {own && missing && <p className="quiet">{missing}</p>}
      <StoryRecordings
        recordings={recordings}
        players={players}
        marksOf={(recording) => marksOfNotes(evaluation.notes, recording)}
        ownEvaluation={own ? evaluation.id : undefined}
        onFailure={reread}
      />
      <SignedEvaluation
        evaluation={evaluation}
        playFrom={recordings.some(({ state }) => state === "stored") ? playFrom : undefined}
        besideCriterion={besideCriterion}
      />
    </>
  );
}
