/** The signed evaluations of a call or a ticket, with state and score, for those who may read evaluations. */
import { useQuery } from "@tanstack/react-query";
import { type EvaluationSummary, useEvaluations } from "../../../api/evaluations";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { inSentence, useLabels } from "../../../labels";
import { evaluationPath } from "../model/evaluation-labels";
import { scoreText } from "../model/signed-evaluation";
import { rich, t } from "../../../i18n/translate";

type Item = Pick<EvaluationSummary, "channel" | "item">;

/** Return the signed evaluations; none for a reader who may not read them. */
export function useItemEvaluations({ channel, item }: Item): EvaluationSummary[] {
  const reads = useQuery(accountQuery).data?.permissions.includes("evaluation.read") ?? false;
  const { data } = useEvaluations({ channel, item }, reads);
  return data?.evaluations.filter(({ round }) => round > 0) ?? [];
}

export function ItemEvaluations({ evaluations }: { evaluations: readonly EvaluationSummary[] }) {
  const { evaluation_states } = useLabels();
  return (
    <ul>
      {evaluations.map((each) => (
        <li key={each.id}>
          <Link to={evaluationPath(each.id)}>
            {rich("Evaluación {id}", { id: <span className="num">{each.id}</span> })}
          </Link>{" "}
          <span className="quiet small">
            · {inSentence(evaluation_states[each.state])}
            {each.score !== null && t(", nota {score}", { score: scoreText(each.score) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
