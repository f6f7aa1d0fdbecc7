/** The evaluations behind a figure of quality: those that fail, those that pass, or all, each with its page. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Definition, Figure } from "../../../../api/indicators";
import {
  type CountedEvaluation,
  type FigureEvaluationsFilter,
  useFigureEvaluations,
} from "../../../../api/quality-results";
import { Link } from "../../../../components/link";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { SegmentedControl } from "../../../../components/segmented-control";
import { formatInteger, shortDate } from "../../../../formats";
import { labelOf, useLabels, useLineName } from "../../../../labels";
import { formatTotal } from "../../model/indicator-labels";
import { figureRange, type IndicatorView } from "../../model/indicator-view";
import css from "../oversight.module.css";
import { t } from "../../../../i18n/translate";

type EvaluationPart = FigureEvaluationsFilter["part"];

interface FigureEvaluationsProps {
  view: IndicatorView;
  definition: Definition;
  figure: Figure | undefined;
}

/** Return the parts with their counts; a mean mark passes and fails nothing. */
export function evaluationParts(definition: Definition, figure: Figure | undefined): [EvaluationPart, string][] {
  const sample = figure?.sample;
  if (!sample || definition.formula.kind === "quality_score") return [["all", t("Todas")]];
  const passed = Number(sample.total);
  return [
    ["failed", t("Con el error ({formatInteger})", { formatInteger: formatInteger(sample.evaluations - passed) })],
    ["passed", t("Sin el error ({passed})", { passed: formatInteger(passed) })],
    ["all", t("Todas ({evaluations})", { evaluations: formatInteger(sample.evaluations) })],
  ];
}

export function FigureEvaluations({ view, definition, figure }: FigureEvaluationsProps) {
  const parts = evaluationParts(definition, figure);
  const [part, setPart] = useState<EvaluationPart>("failed");
  const [cursor, setCursor] = useState<string | undefined>();
  const shown = parts.some(([each]) => each === part) ? part : "all";
  const { data, error, refetch, isFetching } = useFigureEvaluations({
    indicator: definition.id,
    ...figureRange(view),
    line: view.line,
    part: shown,
    cursor,
  });
  const choose = (to: EvaluationPart) => {
    setPart(to);
    setCursor(undefined);
  };
  return (
    <>
      {parts.length > 1 && (
        <SegmentedControl
          className={css.segments}
          label={t("Parte de la cifra")}
          options={parts}
          value={shown}
          onChange={choose}
        />
      )}
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las evaluaciones.")} />
      ) : !data ? (
        <Loading label={t("Buscando las evaluaciones…")} />
      ) : data.evaluations.length === 0 ? (
        <Empty title={t("Ninguna evaluación")}>{t("Esta parte de la cifra es cero.")}</Empty>
      ) : (
        <ol className={css.calls} aria-busy={isFetching}>
          {data.evaluations.map((each) => (
            <EvaluationItem key={each.evaluation.id} counted={each} />
          ))}
        </ol>
      )}
      <p className={css.acts}>
        {cursor && (
          <Button size="xs" variant="default" onClick={() => setCursor(undefined)}>
            {t("Volver al principio")}
          </Button>
        )}
        {data?.next && (
          <Button size="xs" variant="default" onClick={() => setCursor(data.next ?? undefined)}>
            {t("Siguientes")}
          </Button>
        )}
      </p>
    </>
  );
}

function EvaluationItem({ counted: { evaluation, signed_at, passed, score } }: { counted: CountedEvaluation }) {
  const lineName = useLineName();
  const { channels } = useLabels();
  const place = evaluation.channel === "phone" ? lineName(evaluation.line) : labelOf(channels, evaluation.line);
  const result = [
    passed === null ? null : passed ? t("sin el error") : t("con el error"),
    score === null ? null : t("nota {score}", { score: formatTotal(score) }),
  ].filter(Boolean);
  return (
    <li>
      <span>
        <Link to={`/calidad/evaluaciones/${encodeURIComponent(evaluation.id)}`} className="num">
          {evaluation.id}
        </Link>
      </span>
      <span className="num">{result.join(" · ") || t("oculta: usted aún puede evaluarla")}</span>
      <span>
        {evaluation.advisor_name} · {place}
      </span>
      <span className="num">{t("firmada el {signed_at}", { signed_at: shortDate(signed_at) })}</span>
    </li>
  );
}
