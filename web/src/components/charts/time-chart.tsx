/**
 * Figures over time: one panel for each indicator, all on one time axis, and the volume behind them below. Values are
 * read by pointer, touch or arrow keys in a line above the chart; the caller shows the same values as a table.
 */
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { ChartFileButton, type ChartFileAbout } from "./chart-file-button";
import { axisTicks, labelStep, linearScale, linePath, markRadius, slotAt } from "./scales";
import css from "./charts.module.css";
import { locale, t } from "../../i18n/translate";

export type ChartUnit = "percent" | "seconds" | "count";

export interface ChartSlot {
  key: string;
  /** In full, for reading: «lun. 2 de nov.». */
  label: string;
  /** On the axis: «2 nov.». */
  tick: string;
  /** Whether the slot is shaded, as weekends are. */
  shaded?: boolean;
}
export interface ChartPoint {
  value: number;
  /** As the API prints it, with its fraction: «82,35 % (14 ÷ 17)». */
  text: string;
  /** What the value was computed from; null if nothing is counted. */
  volume: number | null;
  meets: boolean | null;
}
export interface ChartSeries {
  name: string;
  kind: "main" | "compared";
  /** By slot; null where there is no value. */
  points: readonly (ChartPoint | null)[];
}
export interface ChartPanel {
  name: string;
  unit: ChartUnit;
  target: number | null;
  /** «Meta: al menos 80 %». */
  targetText: string;
  series: readonly ChartSeries[];
}
export interface ChartVolume {
  name: string;
  /** By slot. */
  values: readonly (number | null)[];
}

interface TimeChartProps {
  /** What the chart shows, for screen readers. */
  label: string;
  slots: readonly ChartSlot[];
  panels: readonly ChartPanel[];
  volume: ChartVolume | null;
  /** The slot that is open, or -1. */
  chosen?: number;
  /** Open a slot by click or Enter. */
  onChoose?: (index: number) => void;
  about: ChartFileAbout;
}

const AXIS_WIDTH = 54;
const [PANEL_HEIGHT, VOLUME_HEIGHT] = [168, 58];
const [HEAD, GAP, FOOT] = [24, 34, 24];
const [NARROWEST, LABEL_WIDTH] = [9, 74];

export function TimeChart({ label, slots, panels, volume, chosen = -1, onChoose, about }: TimeChartProps) {
  const { ref, width } = useElementSize();
  const [active, setActive] = useState<number | null>(null);
  const figure = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const hint = useId();
  const slotWidth = Math.max(NARROWEST, (Math.max(width, 240) - AXIS_WIDTH) / Math.max(1, slots.length));
  const places = panelPlaces(panels.length, volume !== null);
  const plotWidth = slotWidth * slots.length;
  const at = active ?? slots.length - 1;
  const move = (index: number) => {
    const next = Math.min(slots.length - 1, Math.max(0, index));
    setActive(next);
    scroller.current?.scrollTo({ left: (next + 0.5) * slotWidth - scroller.current.clientWidth / 2 });
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setActive(slotAt(event.clientX - box.left, slotWidth, slots.length));
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };
    const jumps: Record<string, number> = { Home: 0, End: slots.length - 1, PageUp: at + 7, PageDown: at - 7 };
    const step = steps[event.key];
    const target = step === undefined ? jumps[event.key] : at + step;
    if (target !== undefined) {
      event.preventDefault();
      move(target);
    } else if (event.key === "Enter" && onChoose) onChoose(at);
  };
  const reading = slotReading(slots[at], panels, volume, at);
  return (
    <figure className={css.chart} ref={figure}>
      <div className={css.head}>
        <p className={css.reading} id={hint}>
          {active === null ? (
            <span className="quiet">
              {t("Señale o toque la gráfica, o use las flechas, para leer cada valor{text}.", {
                text: onChoose ? t("; Entrar abre lo que hay detrás") : "",
              })}
            </span>
          ) : (
            <>
              <strong>{slots[at]?.label}</strong> {reading}
            </>
          )}
        </p>
        <ChartFileButton figure={figure} about={about} />
      </div>
      <Legend panels={panels} />
      <div className={css.frame} ref={ref}>
        <svg className={css.axis} width={AXIS_WIDTH} height={places.height} aria-hidden="true" data-part="axis">
          {panels.map((panel, index) => (
            <PanelAxis key={panel.name} panel={panel} top={places.tops[index] ?? 0} />
          ))}
          {volume && <VolumeAxis volume={volume} top={places.volume} />}
        </svg>
        <div className={css.scroller} ref={scroller}>
          <div
            className={css.plot}
            role="slider"
            tabIndex={0}
            aria-label={label}
            aria-describedby={active === null ? hint : undefined}
            aria-valuemin={1}
            aria-valuemax={Math.max(1, slots.length)}
            aria-valuenow={at + 1}
            aria-valuetext={`${slots[at]?.label ?? ""} ${reading}`}
            aria-orientation="horizontal"
            data-opens={onChoose ? true : undefined}
            onKeyDown={press}
            onFocus={() => setActive((before) => before ?? slots.length - 1)}
            onPointerMove={point}
            onPointerDown={point}
            onPointerLeave={(event) => event.pointerType === "mouse" && setActive(null)}
            onClick={() => active !== null && onChoose?.(active)}
          >
            <svg width={plotWidth} height={places.height} aria-hidden="true" data-part="plot">
              <Shades slots={slots} slotWidth={slotWidth} height={places.height} />
              {panels.map((panel, index) => (
                <Panel
                  key={panel.name}
                  panel={panel}
                  second={index > 0}
                  top={places.tops[index] ?? 0}
                  slotWidth={slotWidth}
                />
              ))}
              {volume && <VolumeBars volume={volume} top={places.volume} slotWidth={slotWidth} />}
              <SlotLabels slots={slots} slotWidth={slotWidth} y={places.height - 7} />
              {[active, chosen].map(
                (each, index) =>
                  each !== null &&
                  each >= 0 && (
                    <line
                      key={index}
                      className={index === 0 ? css.cursor : css.chosen}
                      data-cursor
                      x1={(each + 0.5) * slotWidth}
                      x2={(each + 0.5) * slotWidth}
                      y1={0}
                      y2={places.height - FOOT}
                    />
                  ),
              )}
            </svg>
          </div>
        </div>
      </div>
    </figure>
  );
}

/** Return where each panel begins, and the height of all. */
function panelPlaces(count: number, hasVolume: boolean): { tops: number[]; volume: number; height: number } {
  const tops = Array.from({ length: count }, (_, index) => HEAD + index * (PANEL_HEIGHT + GAP));
  const volume = HEAD + count * (PANEL_HEIGHT + GAP);
  const bottom = hasVolume ? volume + VOLUME_HEIGHT : volume - GAP;
  return { tops, volume, height: bottom + FOOT };
}

/** Return everything that a slot shows, in words. */
export function slotReading(
  slot: ChartSlot | undefined,
  panels: readonly ChartPanel[],
  volume: ChartVolume | null,
  index: number,
): string {
  if (!slot) return "";
  const parts = panels.flatMap((panel) =>
    panel.series.map((series) => {
      const point = series.points[index];
      const verdict = point?.meets === true ? t(", cumple") : point?.meets === false ? t(", no cumple") : "";
      return `${series.name}: ${point ? `${point.text}${verdict}` : t("sin cifra")}`;
    }),
  );
  const calls = volume?.values[index];
  if (volume) parts.push(`${volume.name}: ${calls === null || calls === undefined ? "0" : formatTick(calls, "count")}`);
  return parts.join(" · ");
}

const grouped = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
/** Format a number of an axis: «80 %», «25 s», «1.200». */
export const formatTick = (value: number, unit: ChartUnit): string =>
  `${grouped.format(value)}${unit === "percent" ? " %" : unit === "seconds" ? " s" : ""}`;

const panelValues = (panel: ChartPanel): number[] =>
  panel.series.flatMap(({ points }) => points.flatMap((each) => (each ? [each.value] : [])));
const panelScale = (panel: ChartPanel, top: number) => {
  const ticks = axisTicks(panelValues(panel), panel.target, panel.unit);
  return { ticks, y: linearScale([0, ticks.at(-1) ?? 1], [top + PANEL_HEIGHT, top]) };
};
const volumeScale = ({ values }: ChartVolume, top: number) => {
  const most = Math.max(1, ...values.map((each) => each ?? 0));
  return { most, y: linearScale([0, most], [top + VOLUME_HEIGHT, top]) };
};

const TOO_CLOSE = 13;
function PanelAxis({ panel, top }: { panel: ChartPanel; top: number }) {
  const { ticks, y } = panelScale(panel, top);
  const target = panel.target;
  const free = ticks.filter((each) => target === null || Math.abs(y(each) - y(target)) > TOO_CLOSE);
  return (
    <g className={css.ticks}>
      <text x={AXIS_WIDTH} y={top - 9} className={css.name}>
        {panel.name}
      </text>
      {free.map((each) => (
        <text key={each} x={AXIS_WIDTH - 7} y={y(each) + 4} textAnchor="end">
          {formatTick(each, panel.unit)}
        </text>
      ))}
      {target !== null && (
        <text x={AXIS_WIDTH - 7} y={y(target) + 4} textAnchor="end" className={css.targetText}>
          {formatTick(target, panel.unit)}
        </text>
      )}
    </g>
  );
}

function VolumeAxis({ volume, top }: { volume: ChartVolume; top: number }) {
  const { most, y } = volumeScale(volume, top);
  return (
    <g className={css.ticks}>
      <text x={AXIS_WIDTH} y={top - 9} className={css.name}>
        {volume.name}
      </text>
      {[0, most].map((each) => (
        <text key={each} x={AXIS_WIDTH - 7} y={y(each) + 4} textAnchor="end">
          {formatTick(each, "count")}
        </text>
      ))}
    </g>
  );
}

function Shades({ slots, slotWidth, height }: { slots: readonly ChartSlot[]; slotWidth: number; height: number }) {
  return (
    <g className={css.shades}>
      {slots.map(
        (slot, index) =>
          slot.shaded && <rect key={slot.key} x={index * slotWidth} y={0} width={slotWidth} height={height - FOOT} />,
      )}
    </g>
  );
}

interface PanelProps {
  panel: ChartPanel;
  second: boolean;
  top: number;
  slotWidth: number;
}

function Panel({ panel, second, top, slotWidth }: PanelProps) {
  const { ticks, y } = panelScale(panel, top);
  const right = slotWidth * Math.max(0, ...panel.series.map(({ points }) => points.length));
  return (
    <g>
      {ticks.map((each) => (
        <line
          key={each}
          className={css.grid}
          data-base={each === 0 || undefined}
          x2={right}
          y1={y(each)}
          y2={y(each)}
        />
      ))}
      {panel.target !== null && <line className={css.target} x2={right} y1={y(panel.target)} y2={y(panel.target)} />}
      {[...panel.series].reverse().map((series) => (
        <SeriesMarks key={series.name} series={series} second={second} y={y} slotWidth={slotWidth} />
      ))}
    </g>
  );
}

interface SeriesMarksProps {
  series: ChartSeries;
  second: boolean;
  y: (value: number) => number;
  slotWidth: number;
}

function SeriesMarks({ series, second, y, slotWidth }: SeriesMarksProps) {
  const x = (index: number) => (index + 0.5) * slotWidth;
  const path = linePath(series.points.map((each, index) => each && { x: x(index), y: y(each.value) }));
  const most = Math.max(0, ...series.points.map((each) => each?.volume ?? 0));
  return (
    <g data-series={series.kind} data-hue={second ? "second" : undefined} className={css.series}>
      <path d={path} />
      {series.kind === "main" &&
        series.points.map(
          (each, index) =>
            each && (
              <Mark
                key={index}
                x={x(index)}
                y={y(each.value)}
                radius={markRadius(each.volume, most, slotWidth)}
                missed={each.meets === false}
              />
            ),
        )}
    </g>
  );
}

/** A mark: a disc, or a triangle that points down where the target is missed, so that colour alone says nothing. */
function Mark({ x, y, radius, missed }: { x: number; y: number; radius: number; missed: boolean }) {
  if (!missed) return <circle cx={x} cy={y} r={radius} />;
  const half = radius * 1.15;
  return <path data-missed d={`M${x - half} ${y - half * 0.8}h${half * 2}l${-half} ${half * 1.7}z`} />;
}

function VolumeBars({ volume, top, slotWidth }: { volume: ChartVolume; top: number; slotWidth: number }) {
  const { y } = volumeScale(volume, top);
  const bottom = top + VOLUME_HEIGHT;
  return (
    <g className={css.volume}>
      {volume.values.map(
        (each, index) =>
          each !== null &&
          each > 0 && (
            <rect
              key={index}
              x={(index + 0.15) * slotWidth}
              width={slotWidth * 0.7}
              y={y(each)}
              height={Math.max(1, bottom - y(each))}
            />
          ),
      )}
      <line className={css.grid} data-base x2={slotWidth * volume.values.length} y1={bottom} y2={bottom} />
    </g>
  );
}

function SlotLabels({ slots, slotWidth, y }: { slots: readonly ChartSlot[]; slotWidth: number; y: number }) {
  const step = labelStep(slotWidth, LABEL_WIDTH);
  const edge = LABEL_WIDTH / 2 - 6;
  const right = slotWidth * slots.length;
  return (
    <g className={css.ticks}>
      {slots.map((slot, index) => {
        if (index % step !== 0) return null;
        const x = (index + 0.5) * slotWidth;
        const before = x - step * slotWidth;
        if (x > right - edge && before > 0 && right - before < LABEL_WIDTH + 12) return null;
        const anchor = x < edge ? "start" : x > right - edge ? "end" : "middle";
        return (
          <text key={slot.key} x={anchor === "start" ? 0 : anchor === "end" ? right : x} y={y} textAnchor={anchor}>
            {slot.tick}
          </text>
        );
      })}
    </g>
  );
}

function Legend({ panels }: { panels: readonly ChartPanel[] }) {
  return (
    <ul className={css.legend} aria-label={t("Qué es cada trazo")}>
      {panels.flatMap((panel, index) => [
        ...panel.series.map((series) => (
          <li key={`${panel.name} ${series.name}`} data-legend>
            <Swatch kind={series.kind} second={index > 0} /> {series.name}
          </li>
        )),
        panel.target !== null && (
          <li key={`${panel.name} meta`} data-legend>
            <Swatch kind="target" /> {panels.length > 1 ? `${panel.name}: ` : ""}
            {panel.targetText}
          </li>
        ),
      ])}
      {panels.some((panel) => panel.target !== null) && (
        <li data-legend>
          <Swatch kind="missed" /> {t("No cumple")}
        </li>
      )}
      <li className="quiet" data-legend>
        {t("Marca grande: más casos")}
      </li>
    </ul>
  );
}

function Swatch({ kind, second = false }: { kind: "main" | "compared" | "target" | "missed"; second?: boolean }) {
  return (
    <svg className={css.swatch} width="22" height="12" aria-hidden="true">
      {kind === "missed" ? (
        <g className={css.series} data-series="main">
          <path data-missed d="M6 2h10l-5 8z" />
        </g>
      ) : kind === "target" ? (
        <line className={css.target} x2="22" y1="6" y2="6" />
      ) : (
        <g className={css.series} data-series={kind} data-hue={second ? "second" : undefined}>
          <path d="M0 6h22" />
          {kind === "main" && <circle cx="11" cy="6" r="3.5" />}
        </g>
      )}
    </svg>
  );
}
