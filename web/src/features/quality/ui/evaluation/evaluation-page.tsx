/** One evaluation: written by its evaluator, or read and, by those who may, corrected or given up. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type Evaluation, useEvaluation } from "../../../../api/evaluations";
import { useMarkSubjectRead } from "../../../../api/notifications";
import { ApiProblem } from "../../../../api/problem";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { navigate } from "../../../../router";
import { SubjectObservations } from "../../../oversight/ui/subject-observations";
import { EVALUATIONS_PATH } from "../../model/evaluation-labels";
import { RegisterButton } from "../findings/register-button";
import { CorrectionWork, useCorrectionDraft } from "./correction-work";
import { DiscardDialog } from "./discard-dialog";
import { DraftWork } from "./draft-work";
import css from "./evaluation.module.css";
import { EvaluationReading } from "./evaluation-reading";
import { t } from "../../../../i18n/translate";

export function EvaluationPage({ id }: { id: string }) {
  const { data, error, refetch } = useEvaluation(id);
  useMarkSubjectRead("evaluation", id, data !== undefined);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
  const refresh = () => void refetch();
  return (
    <div className={css.page}>
      <p>
        <Link to={`${EVALUATIONS_PATH}${location.search}`}>{t("Volver a las evaluaciones")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Evaluación {id}", { id })}</h1>}
      {isUnknown && !data ? (
        <Empty title={t("No hay ninguna evaluación en esta dirección")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={refresh} title={t("No se pudo leer la evaluación.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la evaluación…")} />
      ) : (
        <EvaluationModes evaluation={data} refresh={refresh} />
      )}
    </div>
  );
}

/**
 * A draft stays on the screen even if it is signed or given up in another window, until its writer leaves it: nothing
 * that was typed may disappear.
 */
function EvaluationModes({ evaluation, refresh }: { evaluation: Evaluation; refresh: () => void }) {
  const [writes, setWrites] = useState(evaluation.acts.includes("save"));
  const [correction, setCorrection] = useCorrectionDraft(evaluation);
  const [discards, setDiscards] = useState(false);
  if (writes) return <DraftWork evaluation={evaluation} refresh={refresh} leave={() => setWrites(false)} />;
  if (correction)
    return <CorrectionWork evaluation={evaluation} draft={correction} set={setCorrection} refresh={refresh} />;
  return (
    <>
      <EvaluationReading
        evaluation={evaluation}
        refresh={refresh}
        actions={
          <>
            {evaluation.acts.includes("correct") && (
              <Button variant="default" size="sm" onClick={() => setCorrection("begin")}>
                {t("Corregir")}
              </Button>
            )}
            {evaluation.acts.includes("discard") && (
              <Button variant="default" size="sm" onClick={() => setDiscards(true)}>
                {t("Descartar")}
              </Button>
            )}
            {evaluation.round > 0 && <RegisterButton source="evaluacion" reference={evaluation.id} />}
          </>
        }
      />
      <SubjectObservations
        subject={{ kind: "evaluation", id: evaluation.id, name: t("Evaluación {id}", { id: evaluation.id }) }}
      />
      {discards && (
        <DiscardDialog
          id={evaluation.id}
          done={() => navigate(`${EVALUATIONS_PATH}${location.search}`)}
          close={() => setDiscards(false)}
        />
      )}
    </>
  );
}
