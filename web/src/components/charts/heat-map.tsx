/**
 * A table of coloured cells. Each cell has its value in figures, and a mark where a target is missed, so that colour
 * alone says nothing; the whole cell is read by pointer, touch, arrow keys or a screen reader.
 */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { navigate } from "../../router";
import { ChartFileButton, type ChartFileAbout } from "./chart-file-button";
import css from "./charts.module.css";
import { t } from "../../i18n/translate";

export interface HeatCell {
  /** In the cell: «82». */
  text: string;
  /** Below it, smaller: the volume; empty for none. */
  volume: string;
  /** From 0 to 5, or to 3 on either side of a target. */
  level: number;
  /** The side of the target; null without one. */
  meets: boolean | null;
  /** Whether so few cases are behind it that one more would change it. */
  few: boolean;
  /** In full, for reading. */
  label: string;
  /** The address of what is counted in it. */
  to?: string;
}
export interface HeatRow {
  key: string;
  label: string;
  cells: readonly (HeatCell | null)[];
}
interface HeatMapProps {
  label: string;
  corner: string;
  columns: readonly { key: string; label: string }[];
  rows: readonly HeatRow[];
  legend: ReactNode;
  about: ChartFileAbout;
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Return what opens a cell: a click or Enter, and by touch the second tap, because the first one reads. */
function openers(to: string | undefined, isRead: () => boolean) {
  if (!to) return {};
  let known = true;
  return {
    "data-opens": true,
    onPointerDown: (event: PointerEvent) => {
      known = event.pointerType !== "touch" || isRead();
    },
    onClick: () => known && navigate(to),
  };
}

export function HeatMap({ label, corner, columns, rows, legend, about }: HeatMapProps) {
  const figure = useRef<HTMLElement>(null);
  const [focused, setFocused] = useState<[number, number]>([0, 0]);
  const [reading, setReading] = useState("");
  const [row, column] = [Math.min(focused[0], rows.length - 1), Math.min(focused[1], columns.length - 1)];
  const read = (at: HeatCell | null | undefined, place: string) =>
    setReading(at ? at.label : t("{place}: nada que contar", { place }));
  const opens = rows.some(({ cells }) => cells.some((each) => each?.to));
  const press = (event: KeyboardEvent<HTMLTableElement>) => {
    const to = rows[row]?.cells[column]?.to;
    if (event.key === "Enter" && to) navigate(to);
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const next: [number, number] = [
      Math.min(rows.length - 1, Math.max(0, row + move[0])),
      Math.min(columns.length - 1, Math.max(0, column + move[1])),
    ];
    setFocused(next);
    event.currentTarget.tBodies[0]?.rows[next[0]]?.cells[next[1] + 1]?.focus();
  };
  return (
    <figure className={css.chart} ref={figure}>
      <div className={css.head}>
        <p className={css.reading}>
          {reading === "" ? (
            <span className="quiet">
              {t("Señale o toque una celda, o use las flechas, para leerla completa{text}.", {
                text: opens ? t("; un clic o Entrar abre lo que hay detrás") : "",
              })}
            </span>
          ) : (
            reading
          )}
        </p>
        <ChartFileButton figure={figure} about={about} />
      </div>
      {legend}
      <div className={css.heat}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys move between its cells
          role="grid"
          aria-label={label}
          data-part="heat"
          data-fit={columns.length < 10 || undefined}
          onKeyDown={press}
        >
          <thead>
            <tr>
              <th scope="col" data-text={corner}>
                {corner}
              </th>
              {columns.map((each) => (
                <th key={each.key} scope="col" data-text={each.label}>
                  {each.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((each, at) => (
              <tr key={each.key}>
                <th scope="row" data-text={each.label}>
                  {each.label}
                </th>
                {columns.map((place, index) => {
                  const cell = each.cells[index] ?? null;
                  const name = `${each.label}, ${place.label}`;
                  return (
                    <td
                      key={place.key}
                      tabIndex={at === row && index === column ? 0 : -1}
                      data-level={cell?.level ?? 0}
                      data-side={cell === null || cell.meets === null ? undefined : cell.meets ? "over" : "under"}
                      data-few={cell?.few || undefined}
                      data-text={cell ? `${cell.text}${cell.meets === false ? " ▾" : ""}|${cell.volume}` : ""}
                      onFocus={() => {
                        setFocused([at, index]);
                        read(cell, name);
                      }}
                      onPointerEnter={() => read(cell, name)}
                      {...openers(cell?.to, () => cell?.label === reading)}
                    >
                      {cell ? <CellText cell={cell} /> : <span className="unseen">{t("nada que contar")}</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function CellText({ cell }: { cell: HeatCell }) {
  return (
    <>
      <span aria-hidden="true">
        {cell.text}
        {cell.meets === false && <i>▾</i>}
        {cell.volume && <small>{cell.volume}</small>}
      </span>
      <span className="unseen">{cell.label}</span>
    </>
  );
}

/** The meaning of the colours of a heat map, in words. */
export function HeatLegend({ target, most }: { target: string | null; most: string }) {
  const steps =
    target === null
      ? [["over", 1, t("Poco")] as const, ["over", 3, ""] as const, ["over", 5, t("Hasta {most}", { most })] as const]
      : [
          ["under", 3, t("▾ No cumple, lejos")] as const,
          ["under", 1, t("▾ No cumple, cerca")] as const,
          ["meets", 1, t("Cumple")] as const,
          ["meets", 3, t("Cumple de sobra")] as const,
        ];
  return (
    <ul className={css.legend} aria-label={t("Qué es cada color")}>
      {target !== null && <li data-legend>{target}</li>}
      {steps.map(([side, level, words]) => (
        <li key={`${side}${level}`} data-legend={words ? true : undefined}>
          <span
            className={css.tint}
            data-level={level}
            data-side={side === "over" ? undefined : side === "meets" ? "over" : "under"}
          />
          {words}
        </li>
      ))}
      <li data-legend>
        <span className={css.tint} data-few data-level={0} /> {t("Pocos casos: uno más cambiaría la cifra")}
      </li>
    </ul>
  );
}
