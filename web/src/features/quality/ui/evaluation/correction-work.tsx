/** A signed evaluation while it is corrected: kept in this tab until it is signed as a new version, with a reason. */
import { Button, Textarea } from "@mantine/core";
import { type Evaluation, useCorrectEvaluation } from "../../../../api/evaluations";
import { announce } from "../../../../components/announcer";
import { Failure } from "../../../../components/load-states";
import { useDialogDraft } from "../../../../dialog-draft";
import { type EvaluationContent, toContent, toStored, unansweredOf } from "../../model/evaluation-content";
import css from "./evaluation.module.css";
import { Workspace } from "./workspace";
import { t } from "../../../../i18n/translate";

export interface CorrectionDraft extends EvaluationContent {
  reason: string;
}
const EMPTY: CorrectionDraft = { answers: {}, notes: [], comment: "", reason: "" };

/** Return the half-written correction, null without one, and the function that begins, changes or forgets it. */
export function useCorrectionDraft(evaluation: Evaluation) {
  const [stored, setStored] = useDialogDraft<CorrectionDraft>(`correccion.${evaluation.id}`, EMPTY);
  const set = (next: CorrectionDraft | "begin" | null) =>
    setStored(next === "begin" ? { ...toContent(evaluation), reason: "" } : next);
  return [evaluation.acts.includes("correct") ? stored : null, set] as const;
}

interface CorrectionWorkProps {
  evaluation: Evaluation;
  draft: CorrectionDraft;
  set: (draft: CorrectionDraft | null) => void;
  refresh: () => void;
}

export function CorrectionWork({ evaluation, draft, set, refresh }: CorrectionWorkProps) {
  const correct = useCorrectEvaluation(evaluation.id);
  const missing = unansweredOf(evaluation.form, draft);
  const sign = () =>
    correct.mutate(
      { ...toStored(draft), revision: evaluation.revision, reason: draft.reason.trim() },
      {
        onSuccess: () => {
          announce(t("La evaluación {id} quedó corregida.", { id: evaluation.id }));
          set(null);
        },
      },
    );
  return (
    <Workspace
      evaluation={evaluation}
      content={draft}
      edit={(change) => set({ ...draft, ...change })}
      refresh={refresh}
      actions={
        <p className={css.missing}>
          {t("Está corrigiendo la versión {round}, que se conserva.", { round: evaluation.round })}
        </p>
      }
    >
      <Textarea
        label={t("Motivo de la corrección")}
        required
        autosize
        minRows={2}
        maxLength={4000}
        value={draft.reason}
        onChange={(event) => set({ ...draft, reason: event.currentTarget.value })}
      />
      {missing.length > 0 && (
        <p>{t("Falta responder: {missing}.", { missing: missing.map(({ name }) => name).join(", ") })}</p>
      )}
      {correct.error && <Failure error={correct.error} title={t("No se corrigió.")} />}
      <div className={css.actions}>
        <Button loading={correct.isPending} disabled={!draft.reason.trim() || missing.length > 0} onClick={sign}>
          {t("Firmar la corrección")}
        </Button>
        <Button variant="default" onClick={() => set(null)}>
          {t("Cancelar")}
        </Button>
      </div>
    </Workspace>
  );
}
