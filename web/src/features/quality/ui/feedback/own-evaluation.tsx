/** One evaluation of one's own work: what it says, until when it may be refuted, and the forms to answer it. */
import { useRef } from "react";
import { type EvaluationDetail, ownFileUrl, useOwnEvaluation, useOwnFiles } from "../../../../api/feedback";
import { ApiProblem } from "../../../../api/problem";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { longDate } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { fileOf, lastRefutation, ownStateText, spokenMoment, stepText, workLabel } from "../../model/feedback";
import css from "../quality.module.css";
import { AnswerForms } from "./answer-forms";
import { EvaluationStateTag } from "./evaluation-state-tag";
import { HeardEvaluation } from "./heard-evaluation";
import { t } from "../../../../i18n/translate";

export function OwnEvaluationPage({ id }: { id: string }) {
  const { data, error, refetch } = useOwnEvaluation(id);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 422);
  return (
    <>
      <p>
        <Link to="/calidad/mis-evaluaciones">{t("Volver a mi calidad")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Evaluación de su trabajo")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna evaluación suya en esta dirección")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la evaluación.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la evaluación…")} />
      ) : (
        <OwnEvaluation evaluation={data} reread={() => void refetch()} />
      )}
    </>
  );
}

function OwnEvaluation({ evaluation, reread }: { evaluation: EvaluationDetail; reread: () => void }) {
  const { evaluation_kinds } = useLabels();
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (text: string) => {
    confirm(text);
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="evaluacion">
        <header>
          <h1 id="evaluacion" tabIndex={-1} ref={heading}>
            {t("Evaluación {id}", { id: evaluation.id })}
          </h1>
          <EvaluationStateTag state={evaluation.state} waits={evaluation.needs_feedback} />
          <span className="quiet">
            {t("{evaluation}, {worked_at} · {evaluation_kinds} · la hizo {evaluator_name}", {
              evaluation: workLabel(evaluation),
              worked_at: longDate(evaluation.worked_at),
              evaluation_kinds: labelOf(evaluation_kinds, evaluation.kind),
              evaluator_name: evaluation.evaluator_name,
            })}
          </span>
        </header>
        <Confirmation>{confirmed}</Confirmation>
        <p className={css.text}>{ownStateText(evaluation, serverClock.now())}</p>
        <OwnRefutation evaluation={evaluation} />
        <AnswerForms evaluation={evaluation} done={finish} reread={reread} />
      </section>
      <section className={`panel ${css.sheet}`} aria-labelledby="resultado">
        <h2 id="resultado">{t("Lo que dice la evaluación")}</h2>
        <HeardEvaluation evaluation={evaluation} own reread={reread} />
      </section>
    </>
  );
}

/** What was written about a refutation: the advisor's text and file, the call to a conciliation, and the decision. */
function OwnRefutation({ evaluation }: { evaluation: EvaluationDetail }) {
  const refutation = lastRefutation(evaluation);
  const { data } = useOwnFiles(evaluation.id);
  const file = refutation && fileOf(data?.files, refutation.round);
  const [called, decided] = [stepText(evaluation, ["conciliate"]), stepText(evaluation, ["uphold", "reject"])];
  const commitment = stepText(evaluation, ["accept"]);
  const names = new Map(
    evaluation.form.sections.flatMap(({ criteria }) => criteria.map((each) => [each.id, each.name])),
  );
  return (
    <dl className={css.facts}>
      {commitment && (
        <>
          <dt>{t("Su compromiso")}</dt>
          <dd className={css.quote}>{commitment}</dd>
        </>
      )}
      {refutation && (
        <>
          <dt>{t("Su refutación")}</dt>
          <dd>
            <p className={css.quote}>{refutation.text}</p>
            <span className="quiet small">{spokenMoment(refutation.at)}</span>
            {refutation.criteria.length > 0 && (
              <p className="small">
                {t("No está de acuerdo con: {criteria}.", {
                  criteria: refutation.criteria.map((each) => names.get(each) ?? each).join("; "),
                })}
              </p>
            )}
            {file && (
              <p>
                <a href={ownFileUrl(evaluation.id, refutation.round)} download>
                  {file.name}
                </a>
              </p>
            )}
          </dd>
        </>
      )}
      {called && (
        <>
          <dt>{t("Conciliación")}</dt>
          <dd className={css.quote}>{called}</dd>
        </>
      )}
      {decided && (
        <>
          <dt>{t("Decisión")}</dt>
          <dd className={css.quote}>{decided}</dd>
        </>
      )}
    </dl>
  );
}
