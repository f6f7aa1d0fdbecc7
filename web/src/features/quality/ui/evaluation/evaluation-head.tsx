/** What an evaluation is: its number, kind, state, whose work it judges, and the notice of an example form. */
import type { Evaluation } from "../../../../api/evaluations";
import { serverClock } from "../../../../clock";
import { Link } from "../../../../components/link";
import { momentPhrase } from "../../../../formats";
import { labelOf, useLabels } from "../../../../labels";
import { evaluationPath, stateTone } from "../../model/evaluation-labels";
import css from "./evaluation.module.css";
import { rich, t } from "../../../../i18n/translate";

export function EvaluationHead({ evaluation }: { evaluation: Evaluation }) {
  const labels = useLabels();
  const { form, follows } = evaluation;
  return (
    <>
      <header className={css.head}>
        <h1 id="evaluacion" tabIndex={-1}>
          {rich("Evaluación {id}", { id: <span className="num">{evaluation.id}</span> })}
        </h1>
        <StateMark state={evaluation.state} />
      </header>
      <p className="small">
        {labelOf(labels.evaluation_kinds, evaluation.kind)} · <span className="quiet">{t("trabajo de")}</span>{" "}
        {evaluation.advisor_name}
        {evaluation.tenure === "new" && ` (${labels.tenures.new.toLowerCase()})`} ·{" "}
        <span className="quiet">{t("evalúa")}</span> {evaluation.evaluator_name},{" "}
        <span className="quiet">
          {t("comenzó {begun_at}", { begun_at: momentPhrase(evaluation.begun_at, serverClock.now()) })}
        </span>
        {follows && (
          <> {rich("· sigue a {follows}", { follows: <Link to={evaluationPath(follows)}>{follows}</Link> })}</>
        )}
      </p>
      <p className="small quiet">
        {form.name}, {form.version_label}
        {form.notice && <strong> · {form.notice}</strong>}
      </p>
    </>
  );
}

export function StateMark({ state }: Pick<Evaluation, "state">) {
  const { evaluation_states } = useLabels();
  return (
    <span className={css.tag} data-tone={stateTone(state)}>
      {evaluation_states[state]}
    </span>
  );
}
