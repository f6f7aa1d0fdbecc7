/** Evaluaciones: the list with its filters, and the way to begin one that is not of a sample. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  EVALUATION_PAGE_ROWS,
  type EvaluationSummary,
  useEvaluationChoices,
  useEvaluations,
} from "../../../api/evaluations";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import listCss from "../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu } from "../../../components/data-list/list-menus";
import { Pager } from "../../../components/data-list/pager";
import { type ListControl, useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { momentPhrase } from "../../../formats";
import { type Labels, labelOf, type LineNameLookup, useLabels, useLineName } from "../../../labels";
import {
  EVALUATION_COLUMNS,
  EVALUATION_LIST,
  type EvaluationColumn,
  evaluationFilters,
  toEvaluationFilter,
} from "../model/evaluation-list";
import { evaluationPath } from "../model/evaluation-labels";
import { scoreText } from "../model/signed-evaluation";
import { BeginDialog } from "./begin-dialog";
import { StateMark } from "./evaluation/evaluation-head";
import { EvaluationPage } from "./evaluation/evaluation-page";
import css from "./quality.module.css";
import { t } from "../../../i18n/translate";

export default function EvaluationsScreen({ id }: { id: string }) {
  return id ? (
    <EvaluationPage key={id} id={id} />
  ) : (
    <div className={css.screen}>
      <EvaluationList />
    </div>
  );
}

function EvaluationList() {
  const labels = useLabels();
  const list = useListState(EVALUATION_LIST);
  const choices = useEvaluationChoices().data;
  const may = useQuery(accountQuery).data?.permissions.includes("evaluation.write") ?? false;
  const [begins, setBegins] = useState(false);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="evaluaciones">
      <header>
        <h1 id="evaluaciones" className={css.grow}>
          {t("Evaluaciones")}
        </h1>
        {may && (
          <Button size="sm" onClick={() => setBegins(true)}>
            {t("Evaluar fuera de la muestra…")}
          </Button>
        )}
      </header>
      <div className={css.tools}>
        <FilterBar
          specs={evaluationFilters(labels, choices)}
          filters={list.state.filters}
          onChange={(filters) => list.set({ filters })}
        />
        <div className={listCss.tools}>
          <ColumnsMenu
            columns={Object.entries(EVALUATION_COLUMNS).map(([id, label]) => ({ id, label }))}
            shown={list.state.columns}
            onChange={(columns) => list.set({ columns })}
          />
        </div>
      </div>
      <EvaluationRows list={list} />
      {begins && <BeginDialog close={() => setBegins(false)} />}
    </section>
  );
}

function EvaluationRows({ list }: { list: ListControl }) {
  const labels = useLabels();
  const lineName = useLineName();
  const filter = { ...toEvaluationFilter(list.state), ...(list.cursor ? { cursor: list.cursor } : {}) };
  const { data, error, refetch } = useEvaluations(filter);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las evaluaciones.")} />;
  if (!data) return <Loading label={t("Leyendo las evaluaciones…")} />;
  const filtered = Object.keys(list.state.filters).length > 0;
  return (
    <>
      {data.evaluations.length === 0 ? (
        <Empty title={filtered ? t("Ninguna evaluación con esos filtros") : t("Todavía no hay evaluaciones")}>
          {filtered ? t("Quite alguno.") : t("Comience una en la tabla de una muestra.")}
        </Empty>
      ) : (
        <DataTable
          rows={data.evaluations}
          columns={tableColumns(labels, lineName, list.state.columns)}
          idOf={({ id }) => id}
          hrefOf={({ id }) => `${evaluationPath(id)}${list.search}`}
          linkColumn="id"
          labelledBy="evaluaciones"
          sort={list.state.sort}
          onSort={(sort) => list.set({ sort })}
        />
      )}
      <Pager
        control={list}
        rows={data.evaluations.length}
        size={EVALUATION_PAGE_ROWS}
        next={data.next}
        total={undefined}
      />
    </>
  );
}

/** Return the shown columns, each with what it shows of an evaluation. */
function tableColumns(labels: Labels, lineName: LineNameLookup, shown: readonly string[]): Column<EvaluationSummary>[] {
  const now = serverClock.now();
  const cells: Record<EvaluationColumn, Omit<Column<EvaluationSummary>, "id" | "label">> = {
    id: { render: ({ id }) => <span className="num">{id}</span> },
    kind: {
      render: ({ kind, seat }) => (
        <>
          {labelOf(labels.evaluation_kinds, kind)}
          {seat === "second" && <span className="quiet small"> {t("· repetida")}</span>}
        </>
      ),
    },
    channel: { render: ({ channel }) => labels.evaluation_channels[channel] },
    item: {
      render: ({ channel, item, line }) =>
        channel === "phone" ? (
          t("Llamada de {line}", { line: lineName(line) })
        ) : (
          <span className="num">{t("Ticket {item}", { item })}</span>
        ),
    },
    line: { render: ({ channel, line }) => (channel === "phone" ? lineName(line) : labelOf(labels.channels, line)) },
    worked_at: {
      sorts: ["-worked_at", "worked_at"],
      render: ({ worked_at }) => <span className="num">{momentPhrase(worked_at, now)}</span>,
    },
    advisor: { render: ({ advisor_name }) => advisor_name },
    evaluator: { render: ({ evaluator_name }) => evaluator_name },
    begun_at: {
      sorts: ["-begun_at", "begun_at"],
      render: ({ begun_at }) => <span className="num">{momentPhrase(begun_at, now)}</span>,
    },
    state: { render: ({ state }) => <StateMark state={state} /> },
    score: {
      numeric: true,
      render: ({ score, round }) => (round === 0 ? <span className="quiet">–</span> : scoreText(score)),
    },
  };
  return shown.map((id) => ({
    id,
    label: EVALUATION_COLUMNS[id as EvaluationColumn],
    ...cells[id as EvaluationColumn],
  }));
}
