/** Mi calidad: the advisor's own evaluations, their course over time and their coaching, of no other person. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type EvaluationSummary, useOwnEvaluations } from "../../../../api/feedback";
import { serverClock } from "../../../../clock";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { longDate } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { dueText, ownEvaluationPath, workLabel } from "../../model/feedback";
import { scoreText } from "../../model/signed-evaluation";
import css from "../quality.module.css";
import { EvaluationStateTag } from "./evaluation-state-tag";
import { OwnCoachingList } from "../coaching/own-coaching-list";
import { OwnCourseSection } from "./own-course";
import { OwnEvaluationPage } from "./own-evaluation";
import { t } from "../../../../i18n/translate";

export default function OwnQualityScreen({ id }: { id: string }) {
  return (
    <div className={css.screen}>
      {id ? (
        <OwnEvaluationPage key={id} id={id} />
      ) : (
        <>
          <OwnEvaluations />
          <OwnCoachingList />
          <OwnCourseSection />
        </>
      )}
    </div>
  );
}

function OwnEvaluations() {
  const [cursor, setCursor] = useState<string | undefined>();
  const { data, error, refetch } = useOwnEvaluations(cursor);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="mis-evaluaciones">
      <header>
        <h1 id="mis-evaluaciones">{t("Mi calidad")}</h1>
      </header>
      <p className={`quiet ${css.text}`}>
        {t("Las evaluaciones firmadas de su trabajo. Solo las suyas: nadie ve aquí las de otra persona.")}
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer sus evaluaciones.")} />
      ) : !data ? (
        <Loading label={t("Leyendo sus evaluaciones…")} />
      ) : data.evaluations.length === 0 ? (
        <Empty title={t("No tiene evaluaciones")}>
          {t("Cuando firmen una de su trabajo, aparece aquí y en los avisos.")}
        </Empty>
      ) : (
        <OwnEvaluationTable evaluations={data.evaluations} />
      )}
      {(cursor || data?.next) && (
        <p className={css.acts}>
          {cursor && (
            <Button variant="default" onClick={() => setCursor(undefined)}>
              {t("Volver a las últimas")}
            </Button>
          )}
          {data?.next && (
            <Button variant="default" onClick={() => setCursor(data.next ?? undefined)}>
              {t("Anteriores")}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}

function OwnEvaluationTable({ evaluations }: { evaluations: EvaluationSummary[] }) {
  const { evaluation_kinds } = useLabels();
  const now = serverClock.now();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="mis-evaluaciones">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Evaluación")}</th>
            <th scope="col">{t("Estado")}</th>
            <th scope="col" className="number">
              {t("Nota")}
            </th>
            <th scope="col">{t("Trabajo")}</th>
            <th scope="col">{t("Clase")}</th>
          </tr>
        </thead>
        <tbody>
          {evaluations.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={ownEvaluationPath(each.id)}>{each.id}</Link>
                <span className={css.below}>
                  {t("la hizo {evaluator_name}", { evaluator_name: each.evaluator_name })}
                </span>
              </th>
              <td data-label={t("Estado")} data-wide>
                <EvaluationStateTag state={each.state} waits={each.needs_feedback} />
                <span className={css.below}>{dueText(each, now)}</span>
              </td>
              <td data-label={t("Nota")} className="number num">
                {scoreText(each.score)}
              </td>
              <td data-label={t("Trabajo")} data-wide>
                {workLabel(each)}
                <span className={css.below}>{longDate(each.worked_at)}</span>
              </td>
              <td data-label={t("Clase")}>{labelOf(evaluation_kinds, each.kind)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
