/** Hallazgos: the list with its filters, one finding, and the form of a new one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  FINDING_PAGE_ROWS,
  type FindingExport,
  type FindingFilter,
  type FindingSummary,
  useExportFindings,
  useFindingOptions,
  useFindings,
} from "../../../../api/findings";
import { saveFile } from "../../../../api/lists";
import { accountQuery } from "../../../../api/queries";
import listCss from "../../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../../components/data-list/data-table";
import { FilterBar } from "../../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu, ViewsMenu } from "../../../../components/data-list/list-menus";
import { Pager } from "../../../../components/data-list/pager";
import { useListState } from "../../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { countPhrase, shortDateOfDay } from "../../../../formats";
import { labelOf, type Labels, useLabels } from "../../../../labels";
import { navigate, useQueryString } from "../../../../router";
import {
  FINDING_LIST,
  type FindingColumn,
  findingColumns,
  findingFilters,
  findingPath,
  NEW_FINDING,
  originOf,
  sourceLabel,
  toFindingFilter,
} from "../../model/findings";
import css from "../quality.module.css";
import { FindingPage } from "./finding";
import own from "./findings.module.css";
import { NewFindingPage } from "./new-finding";
import { FindingStateTag, TermTag } from "./tags";
import { t } from "../../../../i18n/translate";

export default function FindingsScreen({ id }: { id: string }) {
  const origin = originOf(useQueryString());
  const isNew = id === NEW_FINDING || (!id && origin.source !== "manual");
  return (
    <div className={css.screen}>
      {isNew ? (
        <NewFindingPage key={`${origin.source} ${origin.reference}`} origin={origin} />
      ) : id ? (
        <FindingPage key={id} id={id} />
      ) : (
        <FindingList />
      )}
    </div>
  );
}

function FindingList() {
  const labels = useLabels();
  const list = useListState(FINDING_LIST);
  const { filters, sort, columns } = list.state;
  const filter = { ...toFindingFilter(filters), sort: sort as NonNullable<FindingFilter["sort"]> };
  const page = useFindings({ ...filter, ...(list.cursor ? { cursor: list.cursor } : {}) });
  const options = useFindingOptions().data;
  const exported = useExportFindings();
  const may = useQuery(accountQuery).data?.permissions ?? [];
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="hallazgos">
      <header>
        <h1 id="hallazgos" className={css.grow}>
          {t("Hallazgos")}
        </h1>
        {page.data && <LateSentence total={page.data.total} late={page.data.late} />}
        {may.includes("finding.write") && (
          <Button onClick={() => navigate(findingPath(NEW_FINDING))}>{t("Registrar hallazgo")}</Button>
        )}
      </header>
      <div className={own.bar}>
        <FilterBar
          specs={findingFilters(labels, options)}
          filters={filters}
          onChange={(changed) => list.set({ filters: changed })}
        />
        <div className={listCss.tools}>
          <ViewsMenu list="findings" control={list} />
          <ColumnsMenu
            columns={findingColumns(labels)}
            shown={columns}
            onChange={(shown) => list.set({ columns: shown })}
          />
          <ExportMenu
            busy={exported.isPending}
            error={exported.error}
            onExport={(format) =>
              exported.mutate({ ...filter, columns, format } as FindingExport, {
                onSuccess: (file) => saveFile(file, `hallazgos.${format}`),
              })
            }
          />
        </div>
      </div>
      {page.error && !page.data ? (
        <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudieron leer los hallazgos.")} />
      ) : !page.data ? (
        <Loading label={t("Leyendo los hallazgos…")} />
      ) : page.data.findings.length === 0 ? (
        <EmptyList filtered={Object.keys(filters).length > 0} mayWrite={may.includes("finding.write")} />
      ) : (
        <DataTable
          rows={page.data.findings}
          columns={tableColumns(labels, columns)}
          idOf={(row) => row.id}
          hrefOf={(row) => findingPath(row.id)}
          linkColumn="number"
          labelledBy="hallazgos"
          sort={sort}
          onSort={(to) => list.set({ sort: to })}
        />
      )}
      {page.data && (
        <Pager
          control={list}
          rows={page.data.findings.length}
          size={FINDING_PAGE_ROWS}
          next={page.data.next}
          total={page.data.total}
        />
      )}
    </section>
  );
}

function LateSentence({ total, late }: { total: number; late: number }) {
  if (total === 0) return null;
  return (
    <p className="quiet">
      {countPhrase(total, "hallazgo", "hallazgos")}
      {late > 0 && (
        <>
          {", "}
          <strong className={own.late}>{late === 1 ? t("1 vencido") : t("{late} vencidos", { late })}</strong>
        </>
      )}
    </p>
  );
}

function EmptyList({ filtered, mayWrite }: { filtered: boolean; mayWrite: boolean }) {
  if (filtered) return <Empty title={t("Ningún hallazgo cumple los filtros")}>{t("Quite un filtro.")}</Empty>;
  return (
    <Empty title={t("No hay hallazgos")}>
      {mayWrite
        ? t("Registre uno aquí, desde una visita o desde una evaluación.")
        : t("Cuando le asignen uno, aparece aquí.")}
    </Empty>
  );
}

/** Return the shown columns, each with what it shows of a finding. */
function tableColumns(labels: Labels, shown: readonly string[]): Column<FindingSummary>[] {
  const cells: Record<FindingColumn, Omit<Column<FindingSummary>, "id" | "label">> = {
    number: { render: (row) => <span className="num">{row.id}</span> },
    kind: { render: (row) => row.kind_name },
    severity: { render: (row) => row.severity_name },
    area: { render: (row) => row.area_name },
    owner: { render: (row) => row.owner_name },
    state: { render: (row) => <FindingStateTag state={row.state} /> },
    due_on: {
      sorts: ["due_on", "-due_on"],
      render: (row) => (
        <span className={own.due}>
          <span className="num">{shortDateOfDay(row.due_on)}</span> <TermTag finding={row} />
        </span>
      ),
    },
    term: { render: (row) => <TermTag finding={row} /> },
    found_on: {
      sorts: ["-found_at", "found_at"],
      render: (row) => <span className="num">{shortDateOfDay(row.found_on)}</span>,
    },
    source: { render: (row) => sourceLabel(labels, row) },
    found_by: { render: (row) => row.found_by_name },
  };
  return shown.map((id) => ({ id, label: labelOf(labels.finding_columns, id), ...cells[id as FindingColumn] }));
}
