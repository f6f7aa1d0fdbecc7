/** Answers within the legal term by area, tier and official; each row opens its tickets. */
import { type Timeliness, type TimelinessRow, useTimeliness } from "../../../api/figures";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { formatInteger, formatPercent } from "../../../formats";
import { FigureTickets } from "../../oversight/ui/indicators/figure-tickets";
import css from "../../oversight/ui/oversight.module.css";
import cards from "../../quality/ui/quality.module.css";
import { figuresFilter, type FiguresView, rowFilter } from "../model/figures-view";
import own from "./figures.module.css";

interface TimelinessProps {
  view: FiguresView;
  show: (change: Partial<FiguresView>) => void;
}

export function TimelinessPane({ view, show }: TimelinessProps) {
  const { data, error, refetch, isPlaceholderData } = useTimeliness(figuresFilter(view));
  if (error) return <Failure error={error} retry={() => void refetch()} title="No se pudo leer la oportunidad." />;
  if (!data) return <Loading label="Contando los tickets…" />;
  if (data.total.due === 0)
    return (
      <section className={`panel ${css.sheet}`}>
        <Empty title="No hay tickets por responder en estos días">
          Cuentan los que se respondieron y los que vencieron sin respuesta. Elija otro período.
        </Empty>
      </section>
    );
  const filter = rowFilter(view.row);
  return (
    <div className={css.two} data-open={filter ? true : undefined} aria-busy={isPlaceholderData}>
      <div className={css.stack}>
        <TimelinessTables data={data} view={view} show={show} />
      </div>
      {filter && (
        <aside className={`panel ${css.side}`} aria-labelledby="detras">
          <header>
            <h2 id="detras">Los tickets de la cifra</h2>
            <button
              type="button"
              className={css.close}
              aria-label="Cerrar los tickets de la cifra"
              onClick={() => show({})}
            >
              ✕
            </button>
          </header>
          <TicketsOfRow key={view.row} view={view} filter={filter} own={data.own} />
        </aside>
      )}
    </div>
  );
}

function TicketsOfRow({
  view,
  filter,
  own,
}: {
  view: FiguresView;
  filter: { area?: string; tier?: number; owner?: string };
  own: boolean;
}) {
  const { from, to } = figuresFilter(view);
  return <FigureTickets filter={{ indicator: null, from, to, part: "denominator", ...(own ? {} : filter) }} />;
}

function TimelinessTables({ data, view, show }: TimelinessProps & { data: Timeliness }) {
  const groups = [
    ["total", "Total", [data.total]],
    ["area", "Área", data.areas],
    ["nivel", "Nivel", data.tiers],
    ["responsable", "Responsable", data.officials],
  ] as const;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="oportunidad">
      <header>
        <h2 id="oportunidad">{data.own ? "Sus respuestas en término" : "Respondidos en término"}</h2>
      </header>
      <p className={css.formula}>
        Tickets respondidos en el término legal ÷ tickets por responder. Cada uno cuenta en quien lo tenía cuando se
        respondió, o cuando pasó su último día sin respuesta.
      </p>
      <div className={`${cards.scroll} ${own.rows}`} tabIndex={0} role="region" aria-label="Tabla de la oportunidad">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">Quién los tenía</th>
              <th scope="col" className="number">
                Oportunidad
              </th>
              <th scope="col" className="number">
                En término ÷ por responder
              </th>
              <th scope="col">
                <span className="unseen">Tickets</span>
              </th>
            </tr>
          </thead>
          {groups.map(([group, label, rows]) => (
            <tbody key={group} aria-label={label}>
              {group !== "total" && (
                <tr>
                  <th colSpan={4} scope="rowgroup" className="quiet">
                    Por {label.toLowerCase()}
                  </th>
                </tr>
              )}
              {rows.map((row) => (
                <TermRow key={row.id} row={row} id={`${group}:${row.id}`} view={view} show={show} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

function TermRow({ row, id, view, show }: TimelinessProps & { row: TimelinessRow; id: string }) {
  return (
    <tr data-all={id === "total:" || undefined} data-chosen={view.row === id || undefined}>
      <th scope="row" className={id === "total:" ? undefined : own.inner}>
        {row.name}
      </th>
      <td className="number num" data-label="Oportunidad">
        {row.value === null ? "–" : formatPercent(row.value)}
      </td>
      <td className="number num" data-label="En término ÷ por responder">
        {formatInteger(row.in_time)} ÷ {formatInteger(row.due)}
      </td>
      <td className="number" data-label="">
        <button
          type="button"
          className={css.open}
          aria-label={`Ver los tickets de ${row.name}`}
          onClick={() => show({ row: id })}
        >
          Tickets
        </button>
      </td>
    </tr>
  );
}
