/** Reasons for contact: typified calls by topic, line and week. */
import { type ContactReason, useContactReasons } from "../../../api/figures";
import { BarCell } from "../../../components/charts/bar-cell";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, formatInteger, shortDateOfDay } from "../../../formats";
import { useLineName } from "../../../labels";
import css from "../../oversight/ui/oversight.module.css";
import cards from "../../quality/ui/quality.module.css";
import { callsPath, figuresFilter, type FiguresView } from "../model/figures-view";
import { pivotReasons, type ReasonRow, weeksOf, weekWithin } from "../model/reasons";
import { sortRows, type SortValue } from "../model/table-order";
import { type SortColumn, SortHeadings, SortSelect } from "./sort-heading";
import own from "./figures.module.css";
import { t } from "../../../i18n/translate";

interface ReasonsProps {
  view: FiguresView;
  show: (change: Partial<FiguresView>) => void;
}

export function ReasonsPane({ view, show }: ReasonsProps) {
  const { data, error, refetch, isPlaceholderData } = useContactReasons(figuresFilter(view));
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los motivos.")} />;
  if (!data) return <Loading label={t("Contando las llamadas…")} />;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="motivos" aria-busy={isPlaceholderData}>
      <header>
        <h2 id="motivos" className={css.grow}>
          {t("Motivos de contacto")}
        </h2>
        <span className="quiet">{countPhrase(data.calls, "llamada tipificada", "llamadas tipificadas")}</span>
      </header>
      <p className={css.formula}>
        {t(
          "Cada llamada contestada cuenta una vez, con su última tipología, en la línea y la semana en que ingresó. Las que nadie tipificó están en «Por asesor».",
        )}
      </p>
      {data.reasons.length === 0 ? (
        <Empty title={t("No hay llamadas tipificadas en estos días")}>
          {t("Elija otro período, otra línea u otra cola.")}
        </Empty>
      ) : (
        <ReasonsTable reasons={data.reasons} view={view} show={show} />
      )}
    </section>
  );
}

function ReasonsTable({ reasons, view, show }: ReasonsProps & { reasons: ContactReason[] }) {
  const lineName = useLineName();
  const weeks = weeksOf(reasons);
  const rows = pivotReasons(reasons, weeks);
  const most = Math.max(0, ...rows.map(({ total }) => total));
  const columns: SortColumn[] = [
    { id: "tipologia", name: t("Tipología"), textual: true },
    { id: "linea", name: t("Línea"), textual: true },
    ...weeks.map((week) => ({ id: week, name: weekLabel(week) })),
    { id: "total", name: t("Total") },
  ];
  const values: Record<string, (row: ReasonRow) => SortValue> = {
    tipologia: (row) => row.name,
    linea: (row) => lineName(row.line),
    total: (row) => row.total,
    ...Object.fromEntries(weeks.map((week, index) => [week, (row: ReasonRow) => row.calls[index] ?? 0])),
  };
  const sort = { columns, order: view.order, onOrder: (order: string) => show({ order }) };
  return (
    <>
      <SortSelect {...sort} />
      <div className={`${cards.scroll} ${own.rows}`} tabIndex={0} role="region" aria-label={t("Tabla de motivos")}>
        <table className="list">
          <thead>
            <tr>
              <SortHeadings {...sort} />
            </tr>
          </thead>
          <tbody>
            {sortRows(rows, view.order, values).map((row) => (
              <ReasonRowCells key={`${row.name} ${row.line}`} row={row} weeks={weeks} most={most} view={view} />
            ))}
          </tbody>
          {rows.length > 1 && <ReasonTotals rows={rows} weeks={weeks} />}
        </table>
      </div>
    </>
  );
}

interface ReasonRowProps {
  row: ReasonRow;
  weeks: string[];
  most: number;
  view: FiguresView;
}

/** A reason: every number leads to its calls. */
function ReasonRowCells({ row, weeks, most, view }: ReasonRowProps) {
  const lineName = useLineName();
  const reason = { kind: row.kind, theme: row.theme, subtheme: row.subtheme, line: row.line };
  return (
    <tr>
      <th scope="row">
        <Link to={callsPath(view, reason)}>{row.name}</Link>
      </th>
      <td data-label={t("Línea")}>{lineName(row.line)}</td>
      {row.calls.map((calls, index) => {
        const week = weeks[index] ?? "";
        return (
          <td key={week} className="number num" data-label={weekLabel(week)}>
            {calls === 0 ? (
              <span className="quiet">0</span>
            ) : (
              <Link
                to={callsPath({ ...view, ...weekWithin(week, view) }, reason)}
                aria-label={t("{calls} de {name}, {week}", {
                  calls: countPhrase(calls, "llamada", "llamadas"),
                  name: row.name,
                  week: weekLabel(week).toLowerCase(),
                })}
              >
                {formatInteger(calls)}
              </Link>
            )}
          </td>
        );
      })}
      <td className="number num" data-label={t("Total")}>
        <BarCell value={row.total} most={most}>
          <strong>{formatInteger(row.total)}</strong>
        </BarCell>
      </td>
    </tr>
  );
}

function ReasonTotals({ rows, weeks }: { rows: ReasonRow[]; weeks: string[] }) {
  return (
    <tbody aria-label={t("Total")}>
      <tr data-total>
        <th scope="row">{t("Todos los motivos")}</th>
        <td data-label={t("Línea")} />
        {weeks.map((week, index) => (
          <td key={week} className="number num" data-label={weekLabel(week)}>
            {formatInteger(sum(rows.map((row) => row.calls[index] ?? 0)))}
          </td>
        ))}
        <td className="number num" data-label={t("Total")}>
          {formatInteger(sum(rows.map((row) => row.total)))}
        </td>
      </tr>
    </tbody>
  );
}

const weekLabel = (week: string): string => t("Semana del {week}", { week: shortDateOfDay(week) });
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
