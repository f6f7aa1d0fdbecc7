/** Figures of quality as a table, each beside its interval drawn on a common axis. */
import type { MeasuredQuality } from "../../../api/quality-results";
import { formatInteger, formatPercent } from "../../../formats";
import { formatTotal } from "../../oversight/model/indicator-labels";
import { axisFloor, axisPosition, intervalLabel } from "../model/results";
import css from "./quality.module.css";
import { t } from "../../../i18n/translate";

export interface IntervalRow {
  key: string;
  name: string;
  tag?: string;
  figure: MeasuredQuality | undefined;
  /** Why there is no figure. */
  missing?: string;
}

export function IntervalTable({ label, heading, rows }: { label: string; heading: string; rows: IntervalRow[] }) {
  const floor = axisFloor(rows.map((each) => each.figure));
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col" className="number">
              {t("Cifra")}
            </th>
            <th scope="col">
              {t("Intervalo del 95 %")}
              <AxisEnds floor={floor} />
            </th>
            <th scope="col" className="number">
              {t("Cumplen, o suma de notas ÷ evaluaciones")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.name} {row.tag && <span className={css.tag}>{row.tag}</span>}
              </th>
              {row.figure ? <FigureCells figure={row.figure} floor={floor} /> : <MissingCell text={row.missing} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FigureCells({ figure, floor }: { figure: MeasuredQuality; floor: number }) {
  const at = (value: string) => axisPosition(Number(value), floor);
  return (
    <>
      <td data-label={t("Cifra")} className="number num">
        <strong>{formatPercent(figure.value)}</strong>
        {figure.weighted && <span className={css.below}>{t("ponderada")}</span>}
      </td>
      <td data-label={t("Intervalo del 95 %")} data-wide className="num">
        {intervalLabel(figure)}
        <span className={css.track} aria-hidden="true">
          <i style={{ left: `${at(figure.low)}%`, right: `${100 - at(figure.high)}%` }} />
          <b style={{ left: `${at(figure.value)}%` }} />
        </span>
        <AxisEnds floor={floor} className={css.axisBelow} />
      </td>
      <td data-label={t("Cumplen, o suma de notas ÷ evaluaciones")} className="number num">
        {formatTotal(figure.total)} ÷ {formatInteger(figure.evaluations)}
      </td>
    </>
  );
}

const AxisEnds = ({ floor, className = "" }: { floor: number; className?: string }) => (
  <span className={`${css.axis} ${className}`} aria-hidden="true">
    <span>{floor} %</span>
    <span>100 %</span>
  </span>
);

const MissingCell = ({ text = t("sin evaluaciones") }: { text?: string }) => (
  <td colSpan={3} data-wide className="quiet">
    {text}
  </td>
);
