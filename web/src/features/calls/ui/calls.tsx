/** The list of calls, the latest first, and beside it the history of the selected one. */
import { Button } from "@mantine/core";
import { saveFile } from "../../../api/lists";
import {
  CALL_PAGE_ROWS,
  type CallExport,
  type CallFilter,
  useCallCounts,
  useCalls,
  useExportCalls,
  useTypology,
} from "../../../api/queries";
import type { CallRow } from "../../../api/types";
import { serverClock } from "../../../clock";
import listCss from "../../../components/data-list/data-list.module.css";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu, ViewsMenu } from "../../../components/data-list/list-menus";
import type { FilterSpec } from "../../../components/data-list/list-state";
import { Pager } from "../../../components/data-list/pager";
import { useListState } from "../../../components/data-list/use-list-state";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { duration, shortDate, timeOfDayWithSeconds } from "../../../formats";
import {
  type Labels,
  labelOf,
  type LineNameLookup,
  outcomeLabel,
  useLabels,
  useLineName,
  useLines,
} from "../../../labels";
import { useDesk } from "../../../realtime/desk-hooks";
import { typologyLeaves } from "../../tickets/model/typology";
import {
  CALL_LIST,
  type CallColumn,
  callColumns,
  callFilters,
  fromBarFilters,
  toApiFilter,
  toBarFilters,
} from "../model/call-list";
import { CallHistory } from "./call-history";
import css from "./calls.module.css";

export default function CallsScreen({ id }: { id: string }) {
  const labels = useLabels();
  const lineName = useLineName();
  const queueName = useQueueName();
  const list = useListState(CALL_LIST);
  const { filters, sort, columns } = list.state;
  const filter = toApiFilter(filters);
  const { data, error, refetch, isFetching } = useCalls({
    ...filter,
    sort: sort as NonNullable<CallFilter["sort"]>,
    ...(list.cursor ? { cursor: list.cursor } : {}),
  });
  const counts = useCallCounts(filter).data;
  const exported = useExportCalls();
  return (
    <div className={css.calls} data-open={id || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="lista">
        <header>
          <h1 id="lista">Llamadas</h1>
          <FilterBar
            specs={useCallFilters(labels)}
            filters={toBarFilters(filters)}
            onChange={(changed) => list.set({ filters: fromBarFilters(changed) })}
          />
          <div className={listCss.tools}>
            <ViewsMenu list="calls" control={list} />
            <ColumnsMenu
              columns={callColumns(labels)}
              shown={columns}
              onChange={(shown) => list.set({ columns: shown })}
            />
            <ExportMenu
              busy={exported.isPending}
              error={exported.error}
              onExport={(format) =>
                exported.mutate({ ...filter, sort, columns, format } as CallExport, {
                  onSuccess: (file) => saveFile(file, `llamadas.${format}`),
                })
              }
            />
            <Button variant="default" size="sm" loading={isFetching} onClick={() => void refetch()}>
              Actualizar
            </Button>
          </div>
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudieron leer las llamadas." />
        ) : !data ? (
          <Loading label="Leyendo las llamadas…" />
        ) : data.calls.length === 0 ? (
          <Empty title="Ninguna llamada cumple los filtros">Quite un filtro, o actualice en un momento.</Empty>
        ) : (
          <DataTable
            rows={data.calls}
            columns={tableColumns(labels, lineName, queueName, columns)}
            idOf={(call) => call.id}
            hrefOf={(call) => `/llamadas/${encodeURIComponent(call.id)}${list.search}`}
            linkColumn="arrived_at"
            chosen={id}
            labelledBy="lista"
            sort={sort}
            onSort={(next) => list.set({ sort: next })}
          />
        )}
        {data && (
          <Pager control={list} rows={data.calls.length} size={CALL_PAGE_ROWS} next={data.next} total={counts?.total} />
        )}
      </section>
      {id ? (
        <CallHistory id={id} />
      ) : (
        <aside className={css.hint}>
          <Empty title="Elija una llamada">Aquí verá su historia, paso a paso.</Empty>
        </aside>
      )}
    </div>
  );
}

/** Return the filters with the queues and advisors that the desk knows, and the topics of today's typology. */
function useCallFilters(labels: Labels): FilterSpec[] {
  const queues = useDesk((state) => state.entities.queue);
  const advisors = useDesk((state) => state.entities.advisor);
  return callFilters({
    labels,
    lines: useLines(),
    queues: namedChoices(queues),
    advisors: namedChoices(advisors),
    topics: typologyLeaves(useTypology().data),
  });
}

const namedChoices = (entities: Readonly<Record<string, { name?: string | null } | undefined>>) =>
  Object.entries(entities)
    .map(([value, entity]) => ({ value, label: entity?.name ?? value }))
    .sort((one, other) => one.label.localeCompare(other.label, "es"));

function useQueueName(): (queue: string) => string {
  const queues = useDesk((state) => state.entities.queue);
  return (queue) => queues[queue]?.name ?? queue;
}

const isToday = (at: string): boolean => shortDate(at) === shortDate(serverClock.now());
const DASH = <span className="quiet">–</span>;

/** Return the shown columns, each with what it shows of a call. */
function tableColumns(
  labels: Labels,
  lineName: LineNameLookup,
  queueName: (queue: string) => string,
  shown: readonly string[],
): Column<CallRow>[] {
  const cells: Record<CallColumn, Omit<Column<CallRow>, "id" | "label">> = {
    arrived_at: {
      sorts: ["-arrived_at", "arrived_at"],
      render: (call) => (
        <span className="num">
          {timeOfDayWithSeconds(call.arrived_at)}{" "}
          {!isToday(call.arrived_at) && <span className="quiet small">{shortDate(call.arrived_at)}</span>}
        </span>
      ),
    },
    outcome: {
      render: (call) => (
        <span className={css.outcome} data-outcome={call.outcome ?? "open"}>
          {call.set_aside ? "Tráfico anómalo" : outcomeLabel(labels, call.outcome)}
        </span>
      ),
    },
    line: { render: (call) => lineName(call.line) },
    queue: { render: (call) => (call.queue ? queueName(call.queue) : DASH) },
    wait: {
      numeric: true,
      render: (call) => (
        <span data-late={call.within_threshold === false || undefined}>
          {call.wait_ms === null ? "–" : duration(call.wait_ms)}
        </span>
      ),
    },
    talk: { numeric: true, render: (call) => (call.talk_ms === null ? "–" : duration(call.talk_ms)) },
    advisor: { render: (call) => call.advisor_name ?? DASH },
    topic: { render: (call) => call.topic ?? DASH },
    ended_by: { render: (call) => (call.ended_by ? labelOf(labels.call_ends, call.ended_by) : DASH) },
  };
  return shown.map((id) => ({ id, label: labelOf(labels.call_columns, id), ...cells[id as CallColumn] }));
}
