/** Answers within the legal term by area, tier and official; each row opens its tickets. */
import { type Timeliness, type TimelinessRow, useTimeliness } from "../../../api/figures";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { formatInteger, formatPercent } from "../../../formats";
import { FigureTickets } from "../../oversight/ui/indicators/figure-tickets";
import css from "../../oversight/ui/oversight.module.css";
import cards from "../../quality/ui/quality.module.css";
import { figuresFilter, type FiguresView, rowFilter } from "../model/figures-view";
import own from "./figures.module.css";
import { t } from "../../../i18n/translate";

interface TimelinessProps {
  view: FiguresView;
  show: (change: Partial<FiguresView>) => void;
}

export function TimelinessPane({ view, show }: TimelinessProps) {
  const { data, error, refetch, isPlaceholderData } = useTimeliness(figuresFilter(view));
  if (error) return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la oportunidad.")} />;
  if (!data) return <Loading label={t("Contando los tickets…")} />;
  if (data.total.due === 0)
    return (
      <section className={`panel ${css.sheet}`}>
        <Empty title={t("No hay tickets por responder en estos días")}>
          {t("Cuentan los que se respondieron y los que vencieron sin respuesta. Elija otro período.")}
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
            <h2 id="detras">{t("Los tickets de la cifra")}</h2>
            <button
              type="button"
              className={css.close}
              aria-label={t("Cerrar los tickets de la cifra")}
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
    ["total", t("Total"), [data.total]],
    ["area", t("Área"), data.areas],
    ["nivel", t("Nivel"), data.tiers],
    ["responsable", t("Responsable"), data.officials],
  ] as const;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="oportunidad">
      <header>
        <h2 id="oportunidad">{data.own ? t("Sus respuestas en término") : t("Respondidos en término")}</h2>
      </header>
      <p className={css.formula}>
        {t(
          "Tickets respondidos en el término legal ÷ tickets por responder. Cada uno cuenta en quien lo tenía cuando se respondió, o cuando pasó su último día sin respuesta.",
        )}
      </p>
      <div
        className={`${cards.scroll} ${own.rows}`}
        tabIndex={0}
        role="region"
        aria-label={t("Tabla de la oportunidad")}
      >
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Quién los tenía")}</th>
              <th scope="col" className="number">
                {t("Oportunidad")}
              </th>
              <th scope="col" className="number">
                {t("En término ÷ por responder")}
              </th>
              <th scope="col">
                <span className="unseen">{t("Tickets")}</span>
              </th>
            </tr>
          </thead>
          {groups.map(([group, label, rows]) => (
            <tbody key={group} aria-label={label}>
              {group !== "total" && (
                <tr>
                  <th colSpan={4} scope="rowgroup" className="quiet">
                    {t("Por {label}", { label: label.toLowerCase() })}
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
      <td className="number num" data-label={t("Oportunidad")}>
        {row.value === null ? "–" : formatPercent(row.value)}
      </td>
      <td className="number num" data-label={t("En término ÷ por responder")}>
        {formatInteger(row.in_time)} ÷ {formatInteger(row.due)}
      </td>
      <td className="number" data-label="">
        <button
          type="button"
          className={css.open}
          aria-label={t("Ver los tickets de {name}", { name: row.name })}
          onClick={() => show({ row: id })}
        >
          {t("Tickets")}
        </button>
      </td>
    </tr>
  );
}
