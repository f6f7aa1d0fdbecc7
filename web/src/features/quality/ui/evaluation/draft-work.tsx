/** An evaluation while its evaluator writes it: saved as it is typed, then signed or given up. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Evaluation } from "../../../../api/evaluations";
import { navigate } from "../../../../router";
import { hasConflicts } from "../../model/evaluation-content";
import { SAVE_SENTENCES } from "../../model/evaluation-draft";
import { EVALUATIONS_PATH } from "../../model/evaluation-labels";
import { useEvaluationDraft } from "../../model/use-evaluation-draft";
import { DiscardDialog } from "./discard-dialog";
import css from "./evaluation.module.css";
import { SignDialog } from "./sign-dialog";
import { Workspace } from "./workspace";
import { t } from "../../../../i18n/translate";

interface DraftWorkProps {
  evaluation: Evaluation;
  refresh: () => void;
  /** Shows the evaluation as it is at the server. */
  leave: () => void;
}

export function DraftWork({ evaluation, refresh, leave }: DraftWorkProps) {
  const { draft, view } = useEvaluationDraft(evaluation);
  const [signs, setSigns] = useState(false);
  const [discards, setDiscards] = useState(false);
  const ended = evaluation.state !== "draft";
  const finish = () => {
    draft.discard();
    leave();
  };
  return (
    <>
      {ended && <Ended evaluation={evaluation} show={finish} />}
      <Workspace
        evaluation={evaluation}
        content={view.content}
        conflicts={view.conflicts}
        edit={(change) => draft.edit(change)}
        resolveAnswer={(criterion, take) => draft.resolveAnswer(criterion, take)}
        resolveComment={(take) => draft.resolveComment(take)}
        refresh={refresh}
        actions={
          <>
            <Button size="sm" disabled={ended} onClick={() => setSigns(true)}>
              {t("Firmar…")}
            </Button>
            <Button size="sm" variant="default" disabled={ended} onClick={() => setDiscards(true)}>
              {t("Descartar…")}
            </Button>
            <p className={css.saving} role="status" data-state={view.saveState}>
              {view.refusal || SAVE_SENTENCES[view.saveState]}
            </p>
            {hasConflicts(view.conflicts) && (
              <p className={css.saving} role="alert" data-state="refused">
                {t("Otra ventana cambió lo mismo que usted: decida abajo con cuál se queda.")}
              </p>
            )}
          </>
        }
      />
      {signs && (
        <SignDialog
          evaluation={evaluation}
          content={view.content}
          draft={draft}
          done={finish}
          close={() => setSigns(false)}
        />
      )}
      {discards && (
        <DiscardDialog
          id={evaluation.id}
          done={() => {
            draft.discard();
            navigate(`${EVALUATIONS_PATH}${location.search}`);
          }}
          close={() => setDiscards(false)}
        />
      )}
    </>
  );
}

function Ended({ evaluation, show }: { evaluation: Evaluation; show: () => void }) {
  const what = evaluation.state === "discarded" ? t("se descartó") : t("ya está firmada");
  return (
    <div className={css.missing} role="alert">
      <p>
        {t(
          "Esta evaluación {what}, y no se guarda más. Lo que ve aquí es lo que usted escribió: cópielo si lo necesita.",
          { what },
        )}
      </p>
      <Button size="xs" variant="default" onClick={show}>
        {t("Ver la evaluación como quedó")}
      </Button>
    </div>
  );
}
