/** The content of a report, the same as in its PDF, XLSX and CSV files. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { ApiProblem } from "../../../api/problem";
import {
  type ReportCell,
  type ReportChart,
  type ReportContent,
  type ReportSection,
  type ReportTable,
  useReport,
} from "../../../api/reports";
import { timeOfDay, formatInteger, longDate } from "../../../formats";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { navigate } from "../../../router";
import { ObservationDialog } from "./observation-dialog";
import { HelpBubble } from "../../../components/help-bubble";
import { MEANINGS } from "../model/meanings";
import css from "./oversight.module.css";
import page from "./report.module.css";
import { useLabels } from "../../../labels";
import { periodLabel } from "../model/report-labels";
import { t } from "../../../i18n/translate";

const FILES = [
  ["pdf", "PDF"],
  ["xlsx", t("Excel (XLSX)")],
  ["csv", "CSV"],
] as const;

export function ReportPanel({ id, mayObserve }: { id: string; mayObserve: boolean }) {
  const { data, error, refetch } = useReport(id);
  const { report_kinds } = useLabels();
  const [observes, setObserves] = useState(false);
  return (
    <article className={`panel ${page.report}`} aria-labelledby="informe">
      <header className={page.tools}>
        {FILES.map(([part, name]) => (
          <Button
            key={part}
            component="a"
            href={`/api/v1/reports/${encodeURIComponent(id)}/${part}`}
            download
            variant={part === "pdf" ? "filled" : "default"}
          >
            {name}
          </Button>
        ))}
        {mayObserve && data && (
          <Button variant="default" onClick={() => setObserves(true)}>
            {t("Escribir una observación")}
          </Button>
        )}
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar el informe")}
          onClick={() => navigate("/informes")}
        >
          ✕
        </button>
      </header>
      {isUnknown(error) ? (
        <Empty title={t("No hay ningún informe en esta dirección")}>{t("Elija uno de la lista.")}</Empty>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el informe.")} />
      ) : !data ? (
        <Loading label={t("Abriendo el informe…")} />
      ) : (
        <ReportBody report={data} />
      )}
      {observes && data && (
        <ObservationDialog
          subject={{ kind: "report", id, name: `${report_kinds[data.kind]}, ${periodLabel(data)}` }}
          subjectText={`${report_kinds[data.kind]}, ${periodLabel(data)}`}
          close={() => setObserves(false)}
        />
      )}
    </article>
  );
}

/** Return whether no report has that id, or the id is invalid. */
const isUnknown = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 404 || error.status === 400);

function ReportBody({ report }: { report: ReportContent }) {
  const hasTargets = report.highlights.some((each) => each.target);
  return (
    <div className={page.page}>
      <p className="eyebrow">{report.entity}</p>
      <h2 id="informe">{report.title}</h2>
      <p className={page.period}>
        {report.period}
        {report.until && <span className="quiet"> · {report.until}</span>}
      </p>
      {report.highlights.length > 0 && (
        <ul className={page.highlights}>
          {report.highlights.map((each) => (
            <li key={each.name} data-meets={each.meets === false ? "no" : each.meets ? "yes" : undefined}>
              <span>{each.name}</span>
              <strong className="num">{each.value.text}</strong>
              {each.value.fraction && <span className="quiet small num">{each.value.fraction}</span>}
              <span className="quiet small">
                {each.target || (hasTargets && t("Sin meta"))}
                {each.meets === false && t(" · no cumple")}
                {each.meets && t(" · cumple")}
              </span>
              {each.before && <span className="quiet small">{each.before}</span>}
            </li>
          ))}
        </ul>
      )}
      {report.sections.map((each) => (
        <SectionView key={each.id} section={each} />
      ))}
      <footer className="quiet small">
        <p>
          {t("Generado el {made_at}, {made_at2}, con los datos registrados hasta ese momento.", {
            made_at: longDate(report.made_at),
            made_at2: timeOfDay(report.made_at),
          })}
        </p>
        <TechnicalDetails about={t("del informe")}>
          {t("Último hecho del registro: {journal_seq}. Cabeza de la cadena", {
            journal_seq: formatInteger(report.journal_seq),
          })}
          <HelpBubble about={t("Cabeza de la cadena")}>{MEANINGS.head}</HelpBubble>:{" "}
          <span className={css.hash}>{report.journal_head}</span>
        </TechnicalDetails>
      </footer>
    </div>
  );
}

function SectionView({ section }: { section: ReportSection }) {
  return (
    <section className={page.section} aria-labelledby={`parte-${section.id}`}>
      <h3 id={`parte-${section.id}`}>{section.title}</h3>
      {section.paragraphs?.map((each, index) => (
        <p key={index}>{each}</p>
      ))}
      {section.charts?.map((each) => (
        <ChartView key={each.id} chart={each} />
      ))}
      {section.tables?.map((each) => (
        <TableView key={each.id} table={each} />
      ))}
    </section>
  );
}

function TableView({ table }: { table: ReportTable }) {
  const name = table.title || table.columns[0]?.name || t("Tabla");
  return (
    <div className={`${css.scroll} ${page.whole}`} tabIndex={0} role="region" aria-label={name}>
      <table className="list">
        {table.title && <caption className={page.caption}>{table.title}</caption>}
        <thead>
          <tr>
            {table.columns.map((each, index) => (
              <th key={index} scope="col" className={each.numeric === false ? undefined : "number"}>
                {each.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.length === 0 && (
            <tr>
              <td colSpan={table.columns.length} className="quiet">
                {table.empty}
              </td>
            </tr>
          )}
          {table.rows.map((row, at) => (
            <tr key={at} data-total={row.mark === "total" || undefined} data-bad={row.mark === "alarm" || undefined}>
              {row.cells.map((cell, index) =>
                index === 0 ? (
                  <th key={index} scope="row" className={page.wraps}>
                    {row.mark === "alarm" && <span aria-hidden="true">▲ </span>}
                    {cell.text}
                  </th>
                ) : (
                  <td key={index} className={cell.kind === "words" ? page.wraps : "number num"}>
                    {cell.text}
                    {cell.fraction && !showsParts(row.cells) && (
                      <span className={`quiet small ${page.fraction}`}>{cell.fraction}</span>
                    )}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {table.note && <p className="quiet small">{table.note}</p>}
    </div>
  );
}

/** Return whether a row has the numerator and the denominator of each of its percentages in other cells. */
function showsParts(cells: readonly ReportCell[]): boolean {
  const counts = cells.filter((each) => each.kind === "count").map((each) => each.numerator);
  const parts = cells.filter((each) => each.fraction).flatMap((each) => [each.numerator, each.denominator]);
  return parts.every((each) => counts.includes(each));
}

const exactFraction = (cell: { numerator?: number | null; denominator?: number | null } | undefined): number | null =>
  cell?.denominator ? (cell.numerator ?? 0) / cell.denominator : null;

/** A small chart of counts; the table below it has the numbers. */
function ChartView({ chart }: { chart: ReportChart }) {
  const values = chart.counts.map((series) => series.cells.map(exactFraction));
  const top = Math.max(1, ...values.flat().map((value) => value ?? 0));
  if (chart.shape === "bars") {
    return (
      <figure role="img" aria-label={chart.alt} className={page.bars}>
        {chart.places.map((place, at) => (
          <div key={place}>
            <span>{place}</span>
            <i style={{ width: `${(60 * (values[0]?.[at] ?? 0)) / top}%` }} />
            <b className="num">{chart.counts[0]?.cells[at]?.text}</b>
          </div>
        ))}
      </figure>
    );
  }
  return (
    <figure className={page.curve}>
      <figcaption>
        {chart.title}
        <span className={page.legend}>
          {chart.counts.map((each, index) => (
            <span key={each.name} data-series={index}>
              {each.name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(1, chart.places.length)} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={chart.alt}
      >
        {values.map((series, index) =>
          series.map(
            (value, at) =>
              value !== null && (
                <rect
                  key={`${index} ${at}`}
                  data-series={index}
                  x={at + 0.1 + (0.8 * index) / values.length}
                  width={0.8 / values.length}
                  y={100 - (96 * value) / top}
                  height={(96 * value) / top}
                />
              ),
          ),
        )}
      </svg>
      <div className={page.ends} aria-hidden="true">
        <span>{chart.places[0]}</span>
        <span>{chart.places.at(-1)}</span>
      </div>
    </figure>
  );
}
