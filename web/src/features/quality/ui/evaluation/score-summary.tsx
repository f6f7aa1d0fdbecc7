/** The score of the answers so far, as the server calculates it by the convention of the form. */
import { useEffect, useState } from "react";
import { type Evaluation, type EvaluationAnswers, useScore } from "../../../../api/evaluations";
import { criteriaOf } from "../../model/evaluation-content";
import { previewScope } from "../../model/evaluation-labels";
import { scoreText } from "../../model/signed-evaluation";
import css from "./evaluation.module.css";
import { t } from "../../../../i18n/translate";

const PAUSE_MS = 300;

export function ScoreSummary({ evaluation, answers }: { evaluation: Evaluation; answers: EvaluationAnswers }) {
  const settled = useSettled(answers);
  const { data, error } = useScore(evaluation.id, settled);
  if (Object.keys(answers).length === 0)
    return <p className="small quiet">{t("La nota aparece con la primera respuesta.")}</p>;
  if (!data)
    return (
      <p className="small quiet">
        {error ? t("La nota se calcula cuando vuelva la conexión.") : t("Calculando la nota…")}
      </p>
    );
  const names = new Map(criteriaOf(evaluation.form).map((each) => [each.family, each.family_name]));
  return (
    <div className={css.score}>
      <p>
        <strong className="num">{scoreText(data.score)}</strong>{" "}
        <span className="small quiet">
          {evaluation.form.convention === "family" && t("en lo no crítico, ")}
          {previewScope(data)}
        </span>
      </p>
      <ul className={css.families}>
        {Object.entries(data.families).map(([family, result]) => (
          <li key={family} data-result={result}>
            {names.get(family as never) ?? family}: {result === "passed" ? t("se cumple") : t("se falla")}
          </li>
        ))}
        {data.groups.map((group) => (
          <li key={group.name} data-result={group.passed ? "passed" : "failed"}>
            {t("{name}: {score} de mínimo {minimum}", {
              name: group.name,
              score: scoreText(group.score),
              minimum: scoreText(group.minimum),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Return the answers once they have not changed for a moment. */
function useSettled(answers: EvaluationAnswers): EvaluationAnswers {
  const [settled, setSettled] = useState(answers);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(answers), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [answers]);
  return settled;
}
