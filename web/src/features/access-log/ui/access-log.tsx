/** Bitácora de depuración: the movements of accounts and the reads of customers, and its signed reviews. */
import { useQuery } from "@tanstack/react-query";
import {
  type AccessLogEntry,
  type AccessLogExport,
  type AccessLogFilter,
  LOG_PAGE_ROWS,
  useAccessLog,
  useExportAccessLog,
} from "../../../api/access-log";
import { saveFile } from "../../../api/lists";
import { accountQuery } from "../../../api/queries";
import listCss from "../../../components/data-list/data-list.module.css";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu, ViewsMenu } from "../../../components/data-list/list-menus";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { shortDate, timeOfDayWithSeconds } from "../../../formats";
import { type Labels, labelOf, useLabels } from "../../../labels";
import { usePath } from "../../../router";
import css from "../../quality/ui/quality.module.css";
import {
  columnsOf,
  exportColumns,
  LOG_COLUMNS,
  LOG_LIST,
  LOG_PATH,
  type LogColumn,
  logFilters,
  NEW_REVIEW,
  pageOf,
  REVIEWS_PATH,
} from "../model/access-log";
import own from "./access-log.module.css";
import { NewReviewPage } from "./new-review";
import { ReviewPage } from "./review";
import { ReviewList } from "./reviews";
import { t } from "../../../i18n/translate";

export default function AccessLogScreen() {
  const { reviews, review } = pageOf(usePath());
  return (
    <div className={css.screen}>
      <nav className={own.sections} aria-label={t("Bitácora")}>
        <Link to={LOG_PATH} aria-current={reviews ? undefined : "page"}>
          {t("Movimientos")}
        </Link>
        <Link to={REVIEWS_PATH} aria-current={reviews ? "page" : undefined}>
          {t("Revisiones")}
        </Link>
      </nav>
      {!reviews ? (
        <Log />
      ) : review === NEW_REVIEW ? (
        <NewReviewPage />
      ) : review ? (
        <ReviewPage key={review} id={review} />
      ) : (
        <ReviewList />
      )}
    </div>
  );
}

function Log() {
  const labels = useLabels();
  const list = useListState(LOG_LIST);
  const { filters, columns } = list.state;
  const page = useAccessLog({ ...filters, ...(list.cursor ? { cursor: list.cursor } : {}) } as AccessLogFilter);
  const exported = useExportAccessLog();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="bitacora">
      <header>
        <h1 id="bitacora" className={css.grow}>
          {t("Bitácora de depuración")}
        </h1>
        {page.data && !page.data.complete && (
          <p className={css.note}>{t("Todavía faltan hechos anteriores; aparecen en unos minutos.")}</p>
        )}
      </header>
      <div className={own.bar}>
        <FilterBar
          specs={logFilters(labels, filters.customer)}
          filters={filters}
          onChange={(changed) => list.set({ filters: changed })}
        />
        <div className={listCss.tools}>
          <ViewsMenu list="access_log" control={list} />
          <ColumnsMenu
            columns={columnsOf(LOG_COLUMNS)}
            shown={columns}
            onChange={(shown) => list.set({ columns: shown })}
          />
          <ExportMenu
            busy={exported.isPending}
            error={exported.error}
            onExport={(format) =>
              exported.mutate({ ...filters, columns: exportColumns(columns), format } as AccessLogExport, {
                onSuccess: (file) => saveFile(file, `bitacora.${format}`),
              })
            }
          />
        </div>
      </div>
      {page.error && !page.data ? (
        <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudo leer la bitácora.")} />
      ) : !page.data ? (
        <Loading label={t("Leyendo la bitácora…")} />
      ) : page.data.entries.length === 0 ? (
        <EmptyLog filtered={Object.keys(filters).length > 0} />
      ) : (
        <LogTable entries={page.data.entries} shown={columns as LogColumn[]} />
      )}
      {page.data && (
        <Pager
          control={list}
          rows={page.data.entries.length}
          size={LOG_PAGE_ROWS}
          next={page.data.next}
          total={undefined}
        />
      )}
    </section>
  );
}

function EmptyLog({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title={t("Ningún movimiento cumple los filtros")}>{t("Quite un filtro o cambie las fechas.")}</Empty>
  ) : (
    <Empty title={t("Todavía no hay movimientos")}>{t("Aparecen cuando alguien entra o cambia una cuenta.")}</Empty>
  );
}

function LogTable({ entries, shown }: { entries: AccessLogEntry[]; shown: readonly LogColumn[] }) {
  const labels = useLabels();
  const may = useQuery(accountQuery).data?.permissions ?? [];
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="bitacora">
      <table className="list">
        <thead>
          <tr>
            {shown.map((each) => (
              <th key={each} scope="col">
                {LOG_COLUMNS[each]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((each) => (
            <tr key={each.seq}>
              {shown.map((column) => (
                <td key={column} data-label={LOG_COLUMNS[column]}>
                  <Cell entry={each} column={column} labels={labels} may={may} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  entry: AccessLogEntry;
  column: LogColumn;
  labels: Labels;
  may: readonly string[];
}

function Cell({ entry, column, labels, may }: CellProps) {
  switch (column) {
    case "at":
      return (
        <span className="num">
          {shortDate(entry.at)}, {timeOfDayWithSeconds(entry.at)}
        </span>
      );
    case "account":
      return entry.account ? <Named login={entry.account} name={entry.account_name} /> : <NoValue />;
    case "actor":
      return entry.actor === "system" ? (
        <Text value={entry.actor_name} />
      ) : (
        <Named login={entry.actor} name={entry.actor_name} />
      );
    case "movement":
      return <>{labelOf(labels.access_movements, entry.movement)}</>;
    case "channel":
      return <>{labelOf(labels.access_channels, entry.channel)}</>;
    case "customer":
      return <Customer entry={entry} may={may} />;
    case "call":
      return entry.call_id && may.includes("calls.read") ? (
        <Link to={`/llamadas/${encodeURIComponent(entry.call_id)}`}>{t("Ver la llamada")}</Link>
      ) : (
        <NoValue />
      );
    case "reference":
      return entry.kind === "review" ? (
        <Link to={`${REVIEWS_PATH}/${encodeURIComponent(entry.reference)}`}>{entry.reference}</Link>
      ) : (
        <Text value={entry.reference} />
      );
    case "reason":
      return <Text value={entry.reason} />;
  }
}

const NoValue = () => <span className="quiet">–</span>;
const Text = ({ value }: { value: string }) => (value ? <span className={own.text}>{value}</span> : <NoValue />);

function Named({ login, name }: { login: string; name: string }) {
  return (
    <span className={own.text}>
      {name}
      {name !== login && <span className={css.below}>{login}</span>}
    </span>
  );
}

function Customer({ entry, may }: { entry: AccessLogEntry; may: readonly string[] }) {
  if (!entry.customer_id) return <NoValue />;
  const label = entry.customer ?? t("Cliente {customer_id}", { customer_id: entry.customer_id.slice(0, 8) });
  const readers = `${LOG_PATH}?customer=${encodeURIComponent(entry.customer_id)}&columns=at,actor,movement,reason,customer,call`;
  return (
    <span className={own.text}>
      {may.includes("customer.without_call") ? (
        <Link to={`/clientes/${encodeURIComponent(entry.customer_id)}`}>{label}</Link>
      ) : (
        label
      )}
      <span className={css.below}>
        <Link to={readers}>{t("Quién lo leyó")}</Link>
      </span>
    </span>
  );
}
