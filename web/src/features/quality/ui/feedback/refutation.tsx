/** One refutation: the advisor's text and file beside the disputed answers, and the decision. */
import { useRef } from "react";
import {
  type EvaluationDetail,
  refutationFileUrl,
  useRefutationFiles,
  useRefutedEvaluation,
} from "../../../../api/feedback";
import { ApiProblem } from "../../../../api/problem";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { fileOf, lastRefutation, spokenMoment, stepText, workLabel, workPath } from "../../model/feedback";
import css from "../quality.module.css";
import { DecisionForms } from "./decision-forms";
import { EvaluationStateTag } from "./evaluation-state-tag";
import { HeardEvaluation } from "./heard-evaluation";
import { rich, t } from "../../../../i18n/translate";

export function RefutationPage({ id }: { id: string }) {
  const { data, error, refetch } = useRefutedEvaluation(id);
  const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 422);
  return (
    <>
      <p>
        <Link to="/calidad/refutaciones">{t("Volver a las refutaciones")}</Link>
      </p>
      {!data && <h1 className="unseen">{t("Refutación")}</h1>}
      {isUnknown ? (
        <Empty title={t("No hay ninguna evaluación en esta dirección")}>{t("Elija una refutación de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la evaluación.")} />
      ) : !data ? (
        <Loading label={t("Leyendo la evaluación…")} />
      ) : (
        <RefutedEvaluation evaluation={data} reread={() => void refetch()} />
      )}
    </>
  );
}

function RefutedEvaluation({ evaluation, reread }: { evaluation: EvaluationDetail; reread: () => void }) {
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const refutation = lastRefutation(evaluation);
  const { data } = useRefutationFiles(evaluation.id);
  const file = refutation && fileOf(data?.files, refutation.round);
  const called = stepText(evaluation, ["conciliate"]);
  const decided = stepText(evaluation, ["uphold", "reject"]);
  const finish = (text: string) => {
    confirm(text);
    requestAnimationFrame(() => heading.current?.focus());
  };
  return (
    <>
      <section className={`panel ${css.sheet}`} aria-labelledby="refutacion">
        <header>
          <h1 id="refutacion" tabIndex={-1} ref={heading}>
            {t("Refutación de la evaluación {id}", { id: evaluation.id })}
          </h1>
          <EvaluationStateTag state={evaluation.state} />
          <span className="quiet">
            {rich("{evaluation} · trabajo de {advisor_name} · evaluó {evaluator_name}", {
              evaluation: <Link to={workPath(evaluation)}>{workLabel(evaluation)}</Link>,
              advisor_name: evaluation.advisor_name,
              evaluator_name: evaluation.evaluator_name,
            })}
          </span>
        </header>
        <Confirmation>{confirmed}</Confirmation>
        {refutation ? (
          <>
            <p className={css.quote}>{refutation.text}</p>
            <p className="quiet small">
              {refutation.by}, {spokenMoment(refutation.at)}
              {file && (
                <>
                  {" · "}
                  <a href={refutationFileUrl(evaluation.id, refutation.round)} download>
                    {file.name}
                  </a>
                </>
              )}
            </p>
          </>
        ) : (
          <p className="quiet">{t("El asesor no ha refutado esta evaluación.")}</p>
        )}
        {called && (
          <dl className={css.facts}>
            <dt>{t("Conciliación")}</dt>
            <dd className={css.quote}>{called}</dd>
          </dl>
        )}
        {decided && (
          <dl className={css.facts}>
            <dt>{t("Decisión")}</dt>
            <dd className={css.quote}>{decided}</dd>
          </dl>
        )}
        <DecisionForms evaluation={evaluation} disputed={refutation?.criteria ?? []} done={finish} reread={reread} />
      </section>
      <section className={`panel ${css.sheet}`} aria-labelledby="resultado">
        <h2 id="resultado">{t("Lo que dice la evaluación")}</h2>
        {evaluation.visible ? (
          <HeardEvaluation
            evaluation={evaluation}
            reread={reread}
            besideCriterion={(each) =>
              refutation?.criteria.includes(each) ? (
                <p className={css.disputed}>{t("El asesor no está de acuerdo.")}</p>
              ) : null
            }
          />
        ) : (
          <p className="quiet">{t("La verá cuando usted firme su propia evaluación de lo mismo.")}</p>
        )}
      </section>
    </>
  );
}
