/** A figure by half hour: today over yesterday and the same weekday of last week, with the target. The arrows read it. */
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import type { CurveMetric } from "../../../../api/board";
import { labelStep, linearScale } from "../../../../components/charts/scales";
import {
  axisTicks,
  type ComparedDay,
  type CurvePoint,
  DAY_NAMES,
  METRIC_NAMES,
  METRIC_UNITS,
  missesTarget,
  segmentsOf,
  tickText,
  valueText,
  volumeText,
} from "../../model/curve";
import css from "./curves.module.css";
import { t } from "../../../../i18n/translate";

const HEIGHT = 220;
const EDGE = { top: 12, right: 20, bottom: 26, left: 52 };
const [LABEL_WIDTH, NARROWEST] = [52, 240];
const DRAWN: readonly ComparedDay[] = ["last_week", "yesterday", "today"];
const READ: readonly ComparedDay[] = ["today", "yesterday", "last_week"];

export function CurveChart({ points, metric }: { points: CurvePoint[]; metric: CurveMetric }) {
  const { ref: frame, width: measured } = useElementSize();
  const width = Math.max(measured, NARROWEST);
  const [chosen, choose] = useState<number | null>(null);
  const last = points.length - 1;
  const index = chosen === null ? lastOfToday(points) : Math.min(chosen, last);
  const values = points.flatMap(({ figures }) => READ.map((day) => Number(figures[day]?.value ?? 0)));
  const ticks = axisTicks(Math.max(1, metric.target ?? 0, ...values), metric.unit);
  const top = ticks.at(-1) ?? 1;
  const inner = Math.max(1, width - EDGE.left - EDGE.right);
  const scale = linearScale([0, top], [HEIGHT - EDGE.bottom, EDGE.top]);
  const x = last === 0 ? () => EDGE.left + inner / 2 : linearScale([0, last], [EDGE.left, EDGE.left + inner]);
  const y = (value: number) => scale(Math.min(value, top));
  const every = labelStep(inner / points.length, LABEL_WIDTH);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(next, last)));
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    choose(Math.max(0, Math.min(Math.round(((left - EDGE.left) / inner) * last), last)));
  };
  const point = points[index];
  return (
    <div ref={frame} className={css.frame}>
      <p className={css.unit} aria-hidden="true">
        {METRIC_UNITS[metric.metric]}
      </p>
      <div
        role="slider"
        tabIndex={0}
        className={css.slider}
        aria-label={t("{metricNames} por media hora", { metricNames: METRIC_NAMES[metric.metric] })}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={index}
        aria-valuetext={point && spokenPoint(point, metric)}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          {ticks.map((each) => (
            <g key={each} className={css.tick}>
              <line x1={EDGE.left} x2={width - EDGE.right} y1={y(each)} y2={y(each)} />
              <text x={EDGE.left - 8} y={y(each)} dy="0.32em" textAnchor="end">
                {tickText(each, metric.unit)}
              </text>
            </g>
          ))}
          {points.map(({ at }, each) =>
            each % every === 0 ? (
              <text key={at} className={css.hour} x={x(each)} y={HEIGHT - 8} textAnchor="middle">
                {at}
              </text>
            ) : null,
          )}
          {metric.target !== null && (
            <line
              className={css.target}
              x1={EDGE.left}
              x2={width - EDGE.right}
              y1={y(metric.target)}
              y2={y(metric.target)}
            />
          )}
          <line className={css.cursor} x1={x(index)} x2={x(index)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
          {DRAWN.map((day) => (
            <g key={day} data-day={day} className={css.curve}>
              {segmentsOf(points, day).map((segment) => (
                <polyline
                  key={segment[0]?.index}
                  points={segment.map(({ index: at, value }) => `${x(at)},${y(value)}`).join(" ")}
                />
              ))}
              {segmentsOf(points, day)
                .filter((segment) => segment.length === 1 || day === "today")
                .flat()
                .map(({ index: at, value }) => (
                  <circle
                    key={at}
                    cx={x(at)}
                    cy={y(value)}
                    r={at === index ? 5 : 3}
                    data-missed={missesTarget(String(value), metric) || undefined}
                  />
                ))}
            </g>
          ))}
        </svg>
      </div>
      {point && <Readout point={point} metric={metric} />}
    </div>
  );
}

/** The values of a half hour, which also are the key of the chart. */
function Readout({ point, metric }: { point: CurvePoint; metric: CurveMetric }) {
  return (
    <div aria-hidden="true">
      <dl className={css.readout}>
        <div>
          <dt>{t("Media hora")}</dt>
          <dd className="num">
            {point.at}
            {point.incomplete && t(" · faltan datos")}
          </dd>
        </div>
        {READ.map((day) => (
          <div key={day} data-day={day} data-missed={missesTarget(point.figures[day]?.value, metric) || undefined}>
            <dt>{DAY_NAMES[day]}</dt>
            <dd className="num">
              <strong>{valueText(point.figures[day]?.value, metric.unit)}</strong>{" "}
              <span className="quiet">{volumeText(point.figures[day], metric.unit)}</span>
            </dd>
          </div>
        ))}
        {metric.target !== null && (
          <div data-day="target">
            <dt>{t("Meta")}</dt>
            <dd className="num">
              {metric.sense === "at_most" ? t("máximo ") : t("mínimo ")}
              {valueText(String(metric.target), metric.unit)}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function spokenPoint(point: CurvePoint, metric: CurveMetric): string {
  const values = READ.map((day) => {
    const missed = missesTarget(point.figures[day]?.value, metric);
    return `${DAY_NAMES[day]}: ${valueText(point.figures[day]?.value, metric.unit)} ${volumeText(point.figures[day], metric.unit)}${missed ? t(", no cumple la meta") : ""}`;
  });
  return `${point.at}. ${values.join(". ")}`;
}

const lastOfToday = (points: CurvePoint[]): number =>
  Math.max(
    0,
    points.findLastIndex(({ figures }) => figures.today),
  );
