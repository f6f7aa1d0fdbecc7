/** A figure over time against its target, as a picture; the table beside it has the numbers. */
import type { Definition, Figure } from "../../../../api/indicators";
import { slotLabel, formatValue } from "../../model/indicator-labels";
import type { Granularity } from "../../model/indicator-view";
import { meetsAttribute } from "./indicator-card";
import css from "../oversight.module.css";

/** Return the top of the axis: 100 for percentages, a little above the maximum and the target for seconds. */
export function axisTop(figures: readonly Figure[], target: number | null): number {
  if (figures[0]?.unit === "percent") return 100;
  return Math.max(1, ...figures.map((each) => Number(each.value ?? 0)), target ?? 0) * 1.08;
}

export function FigureChart({
  figures,
  definition,
  by,
  chosen,
}: {
  figures: Figure[];
  definition: Definition;
  by: Granularity;
  chosen: string;
}) {
  const top = axisTop(figures, definition.target);
  const unit = figures[0]?.unit ?? "percent";
  const [first, last] = [figures[0], figures.at(-1)];
  const missed = figures.filter((each) => each.meets === false).length;
  const alt = `${definition.name}, de ${slotLabel(first?.starts_at ?? "", by)} a ${slotLabel(last?.starts_at ?? "", by)}: ${definition.target === null ? "sin meta" : `${missed} de ${figures.length} períodos no cumplen la meta`}. La tabla siguiente trae las cifras.`;
  const high = (value: number) => (100 * value) / top;
  return (
    <figure className={css.chart}>
      <div className={css.axis} aria-hidden="true">
        <span>{axisLabel(top, unit)}</span>
        {definition.target !== null && (
          <b style={{ bottom: `${high(definition.target)}%` }}>{axisLabel(definition.target, unit)}</b>
        )}
        <span>0</span>
      </div>
      <svg viewBox={`0 0 ${figures.length} 100`} preserveAspectRatio="none" role="img" aria-label={alt}>
        {figures.map(
          (each, index) =>
            each.value !== null && (
              <rect
                key={`${each.starts_at} ${each.version}`}
                x={index + 0.12}
                width={0.76}
                y={100 - high(Number(each.value))}
                height={Math.max(0.6, high(Number(each.value)))}
                data-meets={meetsAttribute(each.meets)}
                data-chosen={(chosen !== "" && Date.parse(each.starts_at) === Date.parse(chosen)) || undefined}
              >
                <title>{`${slotLabel(each.starts_at, by)}: ${formatValue(each.value, each.unit)}`}</title>
              </rect>
            ),
        )}
        {definition.target !== null && (
          <line x1={0} x2={figures.length} y1={100 - high(definition.target)} y2={100 - high(definition.target)} />
        )}
      </svg>
      <figcaption className={css.ends}>
        <span>{first && slotLabel(first.starts_at, by)}</span>
        <span>{last && slotLabel(last.starts_at, by)}</span>
      </figcaption>
    </figure>
  );
}

const axisLabel = (value: number, unit: Figure["unit"]): string =>
  `${Math.round(value)} ${unit === "percent" ? "%" : "s"}`;
