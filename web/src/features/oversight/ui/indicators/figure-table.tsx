/** The figures of one indicator: by line and queue, or over time with a chart; each links to its calls. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Definition, Figure, Indicators } from "../../../../api/indicators";
import { accountQuery } from "../../../../api/queries";
import { useLabels, useLineName } from "../../../../labels";
import { useDesk } from "../../../../realtime/desk-hooks";
import {
  fractionLabel,
  formulaSentence,
  intervalLabel,
  isOfQuality,
  isOfTickets,
  slotLabel,
  targetLabel,
  formatValue,
} from "../../model/indicator-labels";
import type { IndicatorView } from "../../model/indicator-view";
import { Empty } from "../../../../components/load-states";
import { TechnicalDetails } from "../../../../components/technical-details";
import { meetsAttribute, TargetVerdict } from "./indicator-card";
import { FigureChart } from "./figure-chart";
import { HelpBubble } from "../../../../components/help-bubble";
import { MEANINGS } from "../../model/meanings";
import css from "../oversight.module.css";
import { rich, t } from "../../../../i18n/translate";

const PAGE_ROWS = 200;

interface FigureTableProps {
  data: Indicators;
  view: IndicatorView;
  definition: Definition;
  show: (change: Partial<IndicatorView>) => void;
}

/** Return the rows of an indicator: every line and queue for a period, the selected ones over time. */
export function tableRows(data: Indicators, view: IndicatorView, indicator: string): Figure[] {
  const own = data.figures.filter((each) => each.indicator === indicator && each.kind === view.by);
  if (view.by !== "period") return own.filter((each) => each.line === view.line && each.queue === view.queue);
  const shown = own.filter(
    (each) => (!view.line || each.line === view.line) && (!view.queue || each.queue === view.queue),
  );
  return shown.sort(
    (one, other) =>
      placeRank(one) - placeRank(other) || one.line.localeCompare(other.line) || one.queue.localeCompare(other.queue),
  );
}

/** Return the rank of a row: the total first, then each line with its queues, then the queues over all lines. */
const placeRank = ({ line, queue }: Figure): number => (line ? 1 : queue ? 2 : 0);

export function FigureTable({ data, view, definition, show }: FigureTableProps) {
  const labels = useLabels();
  const rows = tableRows(data, view, definition.id);
  const overTime = view.by !== "period";
  const several = data.definitions.filter(({ id }) => id === definition.id);
  const mayOpen = useMayOpen(definition);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="cifras">
      <header>
        <h2 id="cifras">{definition.name}</h2>
        <span className="quiet">{targetLabel(labels, definition)}</span>
      </header>
      <p className={css.formula}>{formulaSentence(labels, definition.formula)}</p>
      <TechnicalDetails about={t("de la definición")}>
        {rich("Versión de la definición: {version}", { version: <span className="num">{definition.version}</span> })}
      </TechnicalDetails>
      {several.length > 1 && (
        <p className={css.note}>
          {t("En estos días hubo {several} versiones de este indicador: cada cifra usa la de su fecha.", {
            several: several.length,
          })}
        </p>
      )}
      {rows.some((each) => each.incomplete) && (
        <p className={css.alarm}>
          {t(
            "Hay períodos con datos faltantes. Los vacíos se certifican; no se estiman. El certificado está en «Incidentes».",
          )}
        </p>
      )}
      {overTime && rows.length > 1 && (
        <FigureChart
          figures={rows}
          definition={definition}
          view={view}
          open={
            mayOpen ? (row) => row.denominator > 0 && show({ ...rowView(row, view), part: "denominator" }) : undefined
          }
        />
      )}
      {rows.length === 0 ? (
        <Empty title={t("No hay cifras aquí")}>{t("Elija otra línea u otro período.")}</Empty>
      ) : (
        <FigureRows rows={rows} view={view} definition={definition} show={show} />
      )}
    </section>
  );
}

function FigureRows({ rows, view, definition, show }: Omit<FigureTableProps, "data"> & { rows: Figure[] }) {
  const lineName = useLineName();
  const [most, setMost] = useState(PAGE_ROWS);
  const queues = useDesk((state) => state.entities.queue);
  const overTime = view.by !== "period";
  const behind = whatIsBehind(definition);
  const mayOpen = useMayOpen(definition);
  const name = (row: Figure): string =>
    overTime
      ? slotLabel(row.starts_at, view.by)
      : row.queue
        ? `${queues[row.queue]?.name ?? row.queue}${row.line ? "" : t(" (cola)")}`
        : row.line
          ? lineName(row.line)
          : t("Todas las líneas");
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="cifras">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">
              {overTime ? t("Período") : t("Línea o cola")}
              {overTime && <HelpBubble about={t("Período")}>{MEANINGS.span}</HelpBubble>}
            </th>
            <th scope="col">{t("Cifra")}</th>
            <th scope="col" className="number">
              {t("Numerador ÷ denominador")}
              <HelpBubble about={t("Numerador ÷ denominador")}>{MEANINGS.fraction}</HelpBubble>
            </th>
            <th scope="col">{t("Meta")}</th>
            <th scope="col">
              <span className="unseen">{behind.title}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <tr
              key={`${row.line} ${row.queue} ${row.starts_at} ${row.version}`}
              data-all={(!overTime && !row.line && !row.queue) || undefined}
              data-chosen={isRowOpen(row, view) || undefined}
            >
              <th scope="row" className={row.queue && row.line ? css.inner : undefined}>
                {name(row)}
                {row.incomplete && (
                  <>
                    {" "}
                    <span className={css.warnTag}>{t("faltan datos")}</span>
                  </>
                )}
              </th>
              <td data-meets={meetsAttribute(row.meets)} className="num">
                <span className={css.aligned}>{formatValue(row.value, row.unit)}</span>
                <TargetMeter figure={row} definition={definition} />
                {row.sample && <span className={css.under}>{intervalLabel(row.sample)}</span>}
              </td>
              <td className="number num">{row.denominator ? fractionLabel(row) : "–"}</td>
              <td>
                <TargetVerdict figure={row} />
              </td>
              <td className="number">
                {mayOpen && row.denominator > 0 && (
                  <button
                    type="button"
                    className={css.open}
                    aria-label={t("Ver {article} {noun} de {row}", {
                      article: behind.article,
                      noun: behind.noun,
                      row: name(row),
                    })}
                    onClick={() => show({ ...rowView(row, view), part: "denominator" })}
                  >
                    {behind.title}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <p>
          <Button variant="default" onClick={() => setMost(most + PAGE_ROWS)}>
            {t("Mostrar más de {rows} períodos", { rows: rows.length })}
          </Button>
        </p>
      )}
    </div>
  );
}

const WITHOUT_LIST = new Set(["occupancy", "adherence"]);
/** Return whether calls, tickets or evaluations are behind the figure, not advisors' time. */
export const opens = ({ formula }: Definition): boolean => !WITHOUT_LIST.has(formula.kind);
/** Return the words for what is behind a figure, and the permission to read it. */
export const whatIsBehind = ({
  formula,
}: Definition): { noun: string; article: "las" | "los"; title: string; permission: string } =>
  isOfQuality(formula)
    ? { noun: t("evaluaciones"), article: "las", title: t("Evaluaciones"), permission: "evaluation.read" }
    : isOfTickets(formula)
      ? { noun: t("tickets"), article: "los", title: t("Tickets"), permission: "ticket.read" }
      : { noun: t("llamadas"), article: "las", title: t("Llamadas"), permission: "calls.read" };

/** Return whether the user may read what is behind the figure. */
/** Return whether the person may open the calls, tickets or evaluations behind an indicator. */
export const useMayOpen = (definition: Definition): boolean =>
  (useQuery(accountQuery).data?.permissions.includes(whatIsBehind(definition).permission) ?? false) &&
  opens(definition);

const rowView = (row: Figure, view: IndicatorView): Partial<IndicatorView> => ({
  line: row.line,
  queue: row.queue,
  slot: view.by === "period" ? "" : row.starts_at,
});
export const isRowOpen = (row: Figure, view: IndicatorView): boolean =>
  view.part !== "" &&
  row.line === view.line &&
  row.queue === view.queue &&
  (view.by === "period" || Date.parse(row.starts_at) === Date.parse(view.slot));

function TargetMeter({ figure, definition }: { figure: Figure; definition: Definition }) {
  if (figure.unit !== "percent" || figure.value === null) return null;
  return (
    <span className={css.meter} aria-hidden="true">
      <i style={{ width: `${Math.min(100, Number(figure.value))}%` }} />
      {figure.sample && <em style={{ left: `${figure.sample.low}%`, right: `${100 - Number(figure.sample.high)}%` }} />}
      {definition.target !== null && <b style={{ left: `${definition.target}%` }} />}
    </span>
  );
}
