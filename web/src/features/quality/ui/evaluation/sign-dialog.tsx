/** The confirmation of a signature: what is unanswered, the score, and what follows. */
import { useState } from "react";
import { type Evaluation, useSignEvaluation } from "../../../../api/evaluations";
import { ApiProblem } from "../../../../api/problem";
import { announce } from "../../../../components/announcer";
import { FormDialog } from "../../../../components/form-dialog";
import { countPhrase } from "../../../../formats";
import { type EvaluationContent, unansweredOf } from "../../model/evaluation-content";
import { type EvaluationDraft, SAVE_SENTENCES, type StoredRevision } from "../../model/evaluation-draft";
import { criterionElement } from "./criteria-form";
import css from "./evaluation.module.css";
import { ScoreSummary } from "./score-summary";
import { t } from "../../../../i18n/translate";

interface SignDialogProps {
  evaluation: Evaluation;
  content: EvaluationContent;
  draft: EvaluationDraft;
  done: () => void;
  close: () => void;
}

export function SignDialog({ evaluation, content, draft, done, close }: SignDialogProps) {
  const [unsaved, setUnsaved] = useState("");
  const [saves, setSaves] = useState(false);
  const sign = useSignEvaluation(evaluation.id);
  const missing = unansweredOf(evaluation.form, content);
  const submit = async () => {
    setSaves(true);
    const saved = await draft.flush();
    setSaves(false);
    setUnsaved(saved ? "" : draft.view.refusal || SAVE_SENTENCES[draft.view.saveState]);
    if (!saved) return;
    sign.mutate(draft.revision, {
      onSuccess: () => {
        announce(t("La evaluación {id} quedó firmada.", { id: evaluation.id }));
        done();
      },
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === "evaluation_changed" && error.body.evaluation)
          draft.receive(error.body.evaluation as unknown as StoredRevision);
      },
    });
  };
  const go = (criterion: string) => {
    close();
    requestAnimationFrame(() => document.getElementById(criterionElement(criterion))?.focus());
  };
  return (
    <FormDialog
      title={t("Firmar la evaluación {id}", { id: evaluation.id })}
      submitLabel={t("Firmar")}
      canSubmit={missing.length === 0}
      busy={saves || sign.isPending}
      error={sign.error}
      onSubmit={() => void submit()}
      onClose={close}
    >
      {missing.length > 0 ? (
        <>
          <p>{t("{missing} por responder:", { missing: countPhrase(missing.length, "criterio", "criterios") })}</p>
          <ul className={css.unanswered}>
            {missing.map(({ id, name }) => (
              <li key={id}>
                <button type="button" onClick={() => go(id)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <ScoreSummary evaluation={evaluation} answers={content.answers} />
          <p>
            {t(
              "Todos los criterios tienen respuesta. Después de firmar solo se corrige con un motivo, y esta versión se conserva.",
            )}
          </p>
        </>
      )}
      {evaluation.story.missing && <p className={css.missing}>{evaluation.story.missing}</p>}
      {unsaved && (
        <p role="alert" className={css.missing}>
          {unsaved}
        </p>
      )}
    </FormDialog>
  );
}
