/** Refutaciones: those that wait for a decision, the one that is due first at the top, and one of them to decide. */
import { type OpenRefutation, useRefutations } from "../../../../api/feedback";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { decideText, refutationPath, spokenMoment, workLabel } from "../../model/feedback";
import { scoreText } from "../../model/signed-evaluation";
import css from "../quality.module.css";
import { EvaluationStateTag } from "./evaluation-state-tag";
import { RefutationPage } from "./refutation";
import { t } from "../../../../i18n/translate";

export default function RefutationsScreen({ id }: { id: string }) {
  return <div className={css.screen}>{id ? <RefutationPage key={id} id={id} /> : <RefutationList />}</div>;
}

function RefutationList() {
  const { data, error, refetch } = useRefutations();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="refutaciones">
      <header>
        <h1 id="refutaciones">{t("Refutaciones por decidir")}</h1>
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las refutaciones.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las refutaciones…")} />
      ) : data.refutations.length === 0 ? (
        <Empty title={t("No hay refutaciones por decidir")}>
          {t("Cuando un asesor refute una evaluación, aparece aquí y en los avisos.")}
        </Empty>
      ) : (
        <RefutationTable refutations={data.refutations} />
      )}
    </section>
  );
}

function RefutationTable({ refutations }: { refutations: OpenRefutation[] }) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="refutaciones">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Evaluación")}</th>
            <th scope="col">{t("Se decide")}</th>
            <th scope="col">{t("Asesor")}</th>
            <th scope="col">{t("Evaluó")}</th>
            <th scope="col" className="number">
              {t("Nota")}
            </th>
            <th scope="col">{t("Usted")}</th>
          </tr>
        </thead>
        <tbody>
          {refutations.map((each) => (
            <tr key={each.evaluation.id}>
              <th scope="row">
                <Link to={refutationPath(each.evaluation.id)}>{each.evaluation.id}</Link>
                <span className={css.below}>{workLabel(each.evaluation)}</span>
              </th>
              <td data-label={t("Se decide")} data-wide>
                <EvaluationStateTag state={each.evaluation.state} />
                <span className={css.below} data-late={each.late || undefined}>
                  {decideText(each)}
                </span>
              </td>
              <td data-label={t("Asesor")}>
                {each.evaluation.advisor_name}
                <span className={css.below}>
                  {t("refutó el {refuted_at}", { refuted_at: spokenMoment(each.refuted_at) })}
                </span>
              </td>
              <td data-label={t("Evaluó")}>{each.evaluation.evaluator_name}</td>
              <td data-label={t("Nota")} className="number num">
                {scoreText(each.evaluation.score)}
              </td>
              <td data-label={t("Usted")} data-wide>
                {each.may_decide ? t("puede decidirla") : each.refusal}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
