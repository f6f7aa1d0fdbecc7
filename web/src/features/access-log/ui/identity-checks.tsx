/** Identidad: the identity checks of all calls, with their questions and results, and never an answer. */
import {
  type IdentityCheckExport,
  type IdentityCheckFilter,
  type IdentityCheckRecord,
  LOG_PAGE_ROWS,
  useExportIdentityChecks,
  useIdentityChecks,
} from "../../../api/access-log";
import { saveFile } from "../../../api/lists";
import listCss from "../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu, ViewsMenu } from "../../../components/data-list/list-menus";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { shortDate, timeOfDay } from "../../../formats";
import { type Labels, labelOf, useLabels } from "../../../labels";
import css from "../../quality/ui/quality.module.css";
import { CHECK_COLUMNS, CHECK_LIST, type CheckColumn, checkFilters, columnsOf } from "../model/access-log";
import own from "./access-log.module.css";
import { t } from "../../../i18n/translate";

export default function IdentityChecksScreen() {
  const labels = useLabels();
  const list = useListState(CHECK_LIST);
  const { filters, columns } = list.state;
  const page = useIdentityChecks({
    ...filters,
    ...(list.cursor ? { cursor: list.cursor } : {}),
  } as IdentityCheckFilter);
  const exported = useExportIdentityChecks();
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="identidad">
        <header>
          <h1 id="identidad" className={css.grow}>
            {t("Verificaciones de identidad")}
          </h1>
        </header>
        <div className={own.bar}>
          <FilterBar
            specs={checkFilters(labels, filters.call)}
            filters={filters}
            onChange={(changed) => list.set({ filters: changed })}
          />
          <div className={listCss.tools}>
            <ViewsMenu list="identity_checks" control={list} />
            <ColumnsMenu
              columns={columnsOf(CHECK_COLUMNS)}
              shown={columns}
              onChange={(shown) => list.set({ columns: shown })}
            />
            <ExportMenu
              busy={exported.isPending}
              error={exported.error}
              onExport={(format) =>
                exported.mutate({ ...filters, columns, format } as IdentityCheckExport, {
                  onSuccess: (file) => saveFile(file, `identidad.${format}`),
                })
              }
            />
          </div>
        </div>
        {page.error && !page.data ? (
          <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudo leer la lista.")} />
        ) : !page.data ? (
          <Loading label={t("Leyendo las verificaciones…")} />
        ) : page.data.checks.length === 0 ? (
          <EmptyChecks filtered={Object.keys(filters).length > 0} />
        ) : (
          <DataTable
            rows={page.data.checks}
            columns={tableColumns(labels, columns)}
            idOf={(row) => row.id}
            hrefOf={(row) => `/llamadas/${encodeURIComponent(row.call_id)}`}
            linkColumn="asked_at"
            labelledBy="identidad"
          />
        )}
        {page.data && (
          <Pager
            control={list}
            rows={page.data.checks.length}
            size={LOG_PAGE_ROWS}
            next={page.data.next}
            total={undefined}
          />
        )}
      </section>
    </div>
  );
}

function EmptyChecks({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title={t("Ninguna verificación cumple los filtros")}>{t("Quite un filtro o cambie las fechas.")}</Empty>
  ) : (
    <Empty title={t("Todavía no hay verificaciones")}>{t("Aparecen cuando un asesor pregunta en una llamada.")}</Empty>
  );
}

/** Return the shown columns, each with what it shows of a check. */
function tableColumns(labels: Labels, shown: readonly string[]): Column<IdentityCheckRecord>[] {
  const cells: Record<CheckColumn, (row: IdentityCheckRecord) => React.ReactNode> = {
    asked_at: (row) => (
      <span className="num">
        {shortDate(row.asked_at)}, {timeOfDay(row.asked_at)}
      </span>
    ),
    call: (row) => <span className="num">{row.call_id.slice(0, 12)}</span>,
    line: (row) => row.line_name,
    advisor: (row) => row.advisor_name,
    customer: (row) => row.customer ?? t("Cliente {customer_id}", { customer_id: row.customer_id.slice(0, 8) }),
    questions: (row) => (
      <ul className={own.questions}>
        {row.questions.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    ),
    result: (row) => (
      <span
        className={css.tag}
        data-tone={row.result === "passed" ? "good" : row.result === "failed" ? "warn" : undefined}
      >
        {labelOf(labels.identity_check_results, row.result)}
      </span>
    ),
    attempt: (row) => <span className="num">{row.attempt}</span>,
  };
  return shown.map((id) => ({ id, label: CHECK_COLUMNS[id as CheckColumn], render: cells[id as CheckColumn] }));
}
