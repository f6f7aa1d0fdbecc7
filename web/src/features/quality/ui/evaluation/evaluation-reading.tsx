/** An evaluation for those who read it: the evidence beside what was signed, its versions and its history. */
import type { ReactNode } from "react";
import type { Evaluation } from "../../../../api/evaluations";
import { CallEvidence } from "../evidence/call-evidence";
import { marksOfNotes, usePlayerHandles } from "../evidence/story-recordings";
import { WrittenEvidence } from "../evidence/written-evidence";
import css from "./evaluation.module.css";
import { EvaluationHead } from "./evaluation-head";
import { SignedEvaluation } from "./signed-evaluation";
import { t } from "../../../../i18n/translate";

interface EvaluationReadingProps {
  evaluation: Evaluation;
  refresh: () => void;
  actions: ReactNode;
}

export function EvaluationReading({ evaluation, refresh, actions }: EvaluationReadingProps) {
  const { story, notes } = evaluation;
  const players = usePlayerHandles(story.recordings);
  const noted = new Set(notes.flatMap(({ paragraph }) => paragraph ?? []));
  const playFrom = (recording: string, second: number) => players.get(recording)?.current?.playFrom(second);
  return (
    <div className={css.split}>
      <section className={`panel ${css.pane}`} aria-labelledby="evidencia">
        <h2 id="evidencia">{t("Lo que se evalúa")}</h2>
        {story.missing && (
          <p role="status" className={css.missing}>
            {story.missing}
          </p>
        )}
        {evaluation.channel === "phone" ? (
          <CallEvidence
            evaluation={evaluation}
            players={players}
            marksOf={(recording) => marksOfNotes(notes, recording)}
            onFailure={refresh}
          />
        ) : (
          <WrittenEvidence evaluation={evaluation} noted={noted} />
        )}
      </section>
      <section className={`panel ${css.pane}`} aria-labelledby="evaluacion">
        <EvaluationHead evaluation={evaluation} />
        <div className={css.actions}>{actions}</div>
        {evaluation.state === "draft" || evaluation.state === "discarded" ? (
          <Unsigned evaluation={evaluation} />
        ) : evaluation.visible ? (
          <SignedEvaluation evaluation={evaluation} playFrom={playFrom} />
        ) : (
          <p>
            {t(
              "Usted todavía puede evaluar esto mismo: por eso no ve las respuestas de {evaluator_name} antes de firmar las suyas.",
              { evaluator_name: evaluation.evaluator_name },
            )}
          </p>
        )}
      </section>
    </div>
  );
}

function Unsigned({ evaluation }: { evaluation: Evaluation }) {
  const step = evaluation.history.findLast(({ act }) => act === "discard");
  if (evaluation.state === "draft")
    return (
      <p>
        {t("{evaluator_name} la está evaluando. Las respuestas se ven cuando la firme.", {
          evaluator_name: evaluation.evaluator_name,
        })}
      </p>
    );
  return (
    <p>
      {t("{by_name} la descartó sin firmarla.", { by_name: step?.by_name ?? evaluation.evaluator_name })}
      {step?.text && t(" Motivo: {text}", { text: step.text })}
    </p>
  );
}
