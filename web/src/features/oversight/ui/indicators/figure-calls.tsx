/** The calls, tickets or evaluations behind a figure, by their part in it, and a form for an observation about it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type Definition, type Figure, useFigureCalls } from "../../../../api/indicators";
import { useDesk } from "../../../../realtime/desk-hooks";
import { timeOfDayWithSeconds, formatInteger, duration, shortDate } from "../../../../formats";
import {
  formulaSentence,
  fractionLabel,
  intervalLabel,
  isOfQuality,
  isOfTickets,
  slotLabel,
  formatValue,
} from "../../model/indicator-labels";
import { figureRange, type FractionPart, type IndicatorView } from "../../model/indicator-view";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { Link } from "../../../../components/link";
import { SegmentedControl } from "../../../../components/segmented-control";
import { outcomeLabel, useLabels, useLineName } from "../../../../labels";
import { meetsAttribute, TargetVerdict } from "./indicator-card";
import { FigureEvaluations } from "./figure-evaluations";
import { FigureTickets } from "./figure-tickets";
import { isRowOpen, whatIsBehind } from "./figure-table";
import { ObservationDialog } from "../observation-dialog";
import css from "../oversight.module.css";
import { t } from "../../../../i18n/translate";

interface FigureCallsProps {
  view: IndicatorView;
  definition: Definition;
  figures: Figure[];
  mayObserve: boolean;
  close: () => void;
  choose: (part: FractionPart) => void;
}

export function FigureCalls({ view, definition, figures, mayObserve, close, choose }: FigureCallsProps) {
  const labels = useLabels();
  const lineName = useLineName();
  const [observes, setObserves] = useState(false);
  const figure = figures.find((each) => each.indicator === definition.id && isRowOpen(each, view));
  const queues = useDesk((state) => state.entities.queue);
  const place = [
    view.line ? lineName(view.line) : t("Todas las líneas"),
    view.queue && (queues[view.queue]?.name ?? view.queue),
  ]
    .filter(Boolean)
    .join(" · ");
  const { noun, article } = whatIsBehind(definition);
  const where = `${place} · ${view.by === "period" ? t("todo el período") : slotLabel(view.slot, view.by)}`;
  return (
    <aside className={`panel ${css.side}`} aria-labelledby="detras">
      <header>
        <h2 id="detras">
          {article === "las" ? t("Las {noun} de la cifra", { noun }) : t("Los {noun} de la cifra", { noun })}
        </h2>
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar {article} {noun} de la cifra", { article, noun })}
          onClick={close}
        >
          ✕
        </button>
      </header>
      <div>
        <p>
          <strong>{definition.name}</strong>
        </p>
        <p className="quiet">{where}</p>
      </div>
      {figure && (
        <p className={css.verdict} data-meets={meetsAttribute(figure.meets)}>
          <span className={`num ${css.value}`}>{formatValue(figure.value, figure.unit)}</span>
          <span className="num">{fractionLabel(figure)}</span>
          {figure.sample && <span className="num">{intervalLabel(figure.sample)}</span>}
          <TargetVerdict figure={figure} />
        </p>
      )}
      <p className={css.formula}>{formulaSentence(labels, definition.formula)}</p>
      {isOfQuality(definition.formula) ? (
        <FigureEvaluations view={view} definition={definition} figure={figure} />
      ) : (
        <>
          <SegmentedControl
            className={css.segments}
            label={t("Parte de la fórmula")}
            options={[
              ["numerator", partLabel(t("Numerador"), figure, "numerator")],
              ["denominator", partLabel(t("Denominador"), figure, "denominator")],
            ]}
            value={view.part || null}
            onChange={choose}
          />
          {view.part &&
            (isOfTickets(definition.formula) ? (
              <FigureTickets filter={{ indicator: definition.id, ...figureRange(view), part: view.part }} />
            ) : (
              <FigureCallList view={view} part={view.part} definition={definition} />
            ))}
        </>
      )}
      {mayObserve && figure && (
        <p>
          <Button variant="default" onClick={() => setObserves(true)}>
            {t("Escribir una observación sobre esta cifra")}
          </Button>
        </p>
      )}
      {observes && figure && (
        <ObservationDialog
          subject={figureSubject(figure, definition, view)}
          subjectText={`${definition.name}: ${formatValue(figure.value, figure.unit)} · ${where}`}
          close={() => setObserves(false)}
        />
      )}
    </aside>
  );
}

/**
 * Return the label of a part with its count. The numerator of a time is a sum of milliseconds, so it shows no count.
 */
const partLabel = (name: string, figure: Figure | undefined, part: FractionPart): string =>
  figure && figure.unit === "percent" ? `${name} (${formatInteger(figure[part])})` : name;

const figureSubject = (figure: Figure, definition: Definition, view: IndicatorView) => ({
  kind: "indicator" as const,
  id: definition.id,
  name: definition.name,
  version: figure.version,
  begins: view.from,
  ends: view.until,
  by: view.by,
  slot: view.by === "period" ? null : figure.starts_at,
  line: figure.line || null,
  queue: figure.queue || null,
  value: formatValue(figure.value, figure.unit),
});

function FigureCallList({
  view,
  part,
  definition,
}: {
  view: IndicatorView;
  part: FractionPart;
  definition: Definition;
}) {
  const labels = useLabels();
  const lineName = useLineName();
  const [cursor, setCursor] = useState<string | undefined>();
  const within = figureRange(view);
  const { data, error, refetch, isFetching } = useFigureCalls({
    indicator: definition.id,
    ...within,
    line: view.line,
    queue: view.queue,
    part,
    cursor,
  });
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las llamadas.")} />;
  if (!data) return <Loading label={t("Buscando las llamadas…")} />;
  if (data.calls.length === 0)
    return <Empty title={t("Ninguna llamada")}>{t("Esta parte de la cifra es cero.")}</Empty>;
  return (
    <>
      <ol className={css.calls} aria-busy={isFetching}>
        {data.calls.map((call) => (
          <li key={call.id}>
            <span>
              <Link to={`/llamadas/${encodeURIComponent(call.id)}`} className="num">
                {shortDate(call.arrived_at)}, {timeOfDayWithSeconds(call.arrived_at)}
              </Link>
            </span>
            <span>{outcomeLabel(labels, call.outcome)}</span>
            <span>{lineName(call.line)}</span>
            <span className="num">
              {call.wait_ms !== null && t("esperó {wait_ms}", { wait_ms: duration(call.wait_ms) })}
            </span>
          </li>
        ))}
      </ol>
      <p className={css.acts}>
        {cursor && (
          <Button size="xs" variant="default" onClick={() => setCursor(undefined)}>
            {t("Volver al principio")}
          </Button>
        )}
        {data.next && (
          <Button size="xs" variant="default" onClick={() => setCursor(data.next ?? undefined)}>
            {t("Siguientes")}
          </Button>
        )}
      </p>
    </>
  );
}
