/** Reasons for contact: typified calls by topic, line and week. */
import { type ContactReason, useContactReasons } from "../../../api/figures";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { countPhrase, formatInteger, shortDateOfDay } from "../../../formats";
import { useLineName } from "../../../labels";
import css from "../../oversight/ui/oversight.module.css";
import cards from "../../quality/ui/quality.module.css";
import { callsPath, figuresFilter, type FiguresView } from "../model/figures-view";
import { pivotReasons, weeksOf } from "../model/reasons";
import own from "./figures.module.css";

export function ReasonsPane({ view }: { view: FiguresView }) {
  const { data, error, refetch, isPlaceholderData } = useContactReasons(figuresFilter(view));
  if (error) return <Failure error={error} retry={() => void refetch()} title="No se pudieron leer los motivos." />;
  if (!data) return <Loading label="Contando las llamadas…" />;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="motivos" aria-busy={isPlaceholderData}>
      <header>
        <h2 id="motivos" className={css.grow}>
          Motivos de contacto
        </h2>
        <span className="quiet">{countPhrase(data.calls, "llamada tipificada", "llamadas tipificadas")}</span>
      </header>
      <p className={css.formula}>
        Cada llamada contestada cuenta una vez, con su última tipología, en la línea y la semana en que ingresó. Las que
        nadie tipificó están en «Por asesor».
      </p>
      {data.reasons.length === 0 ? (
        <Empty title="No hay llamadas tipificadas en estos días">Elija otro período, otra línea u otra cola.</Empty>
      ) : (
        <ReasonsTable reasons={data.reasons} view={view} />
      )}
    </section>
  );
}

function ReasonsTable({ reasons, view }: { reasons: ContactReason[]; view: FiguresView }) {
  const lineName = useLineName();
  const weeks = weeksOf(reasons);
  const rows = pivotReasons(reasons, weeks);
  return (
    <div className={`${cards.scroll} ${own.rows}`} tabIndex={0} role="region" aria-label="Tabla de motivos">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">Tipología</th>
            <th scope="col">Línea</th>
            {weeks.map((week) => (
              <th key={week} scope="col" className="number">
                {weekLabel(week)}
              </th>
            ))}
            <th scope="col" className="number">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.name} ${row.line}`}>
              <th scope="row">
                <Link
                  to={callsPath(view, { kind: row.kind, theme: row.theme, subtheme: row.subtheme, line: row.line })}
                >
                  {row.name}
                </Link>
              </th>
              <td data-label="Línea">{lineName(row.line)}</td>
              {row.calls.map((calls, index) => (
                <td key={weeks[index]} className="number num" data-label={weekLabel(weeks[index] ?? "")}>
                  {calls === 0 ? <span className="quiet">0</span> : formatInteger(calls)}
                </td>
              ))}
              <td className="number num" data-label="Total">
                <strong>{formatInteger(row.total)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
        {rows.length > 1 && (
          <tbody aria-label="Total">
            <tr data-total>
              <th scope="row">Todos los motivos</th>
              <td data-label="Línea" />
              {weeks.map((week, index) => (
                <td key={week} className="number num" data-label={weekLabel(week)}>
                  {formatInteger(sum(rows.map((row) => row.calls[index] ?? 0)))}
                </td>
              ))}
              <td className="number num" data-label="Total">
                {formatInteger(sum(rows.map((row) => row.total)))}
              </td>
            </tr>
          </tbody>
        )}
      </table>
    </div>
  );
}

const weekLabel = (week: string): string => `Semana del ${shortDateOfDay(week)}`;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
