/** The list of calls, the latest first, and beside it the history of the selected one. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";
import { saveFile } from "../../../api/lists";
import {
  accountQuery,
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
import type { FilterSpec, ListState } from "../../../components/data-list/list-state";
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
  CUSTOMER,
  callColumns,
  callFilters,
  fromBarFilters,
  toApiFilter,
  toBarFilters,
  toCallPerson,
} from "../model/call-list";
import { CallHistory } from "./call-history";
import css from "./calls.module.css";
import { locale, t } from "../../../i18n/translate";

export default function CallsScreen({ id }: { id: string }) {
  const [number, setNumber] = useState("");
  const calls = useCallList(number);
  return (
    <div className={css.calls} data-open={id || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="lista">
        <CallsHeader calls={calls} number={number} setNumber={setNumber} />
        <CallRows calls={calls} id={id} />
      </section>
      {id ? (
        <CallHistory id={id} />
      ) : (
        <aside className={css.hint}>
          <Empty title={t("Elija una llamada")}>{t("Aquí verá su historia, paso a paso.")}</Empty>
        </aside>
      )}
    </div>
  );
}

type CallList = ReturnType<typeof useCallList>;

/** Return the list of the address, or that of a number, which no address has. */
function useCallList(number: string) {
  const list = useListState(CALL_LIST, number);
  const { filters, sort } = list.state;
  const filter = toApiFilter(filters);
  const person = toCallPerson(number, filters);
  const isOfPerson = Object.keys(person).length > 0;
  const page = useCalls(
    {
      ...filter,
      sort: sort as NonNullable<CallFilter["sort"]>,
      ...(list.cursor ? { cursor: list.cursor } : {}),
    },
    person,
  );
  const counts = useCallCounts(filter, !isOfPerson).data;
  return { list, filter, person, page, counts };
}

interface CallsHeaderProps {
  calls: CallList;
  number: string;
  setNumber: (number: string) => void;
}

function CallsHeader({ calls: { list, filter, person, page }, number, setNumber }: CallsHeaderProps) {
  const labels = useLabels();
  const exported = useExportCalls();
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const { filters, sort, columns } = list.state;
  return (
    <header>
      <h1 id="lista">{t("Llamadas")}</h1>
      {permissions.includes("number.read") && <NumberFilter key={number} number={number} apply={setNumber} />}
      <FilterBar
        specs={useCallFilters(labels, filters)}
        filters={toBarFilters(filters)}
        onChange={(changed) => list.set({ filters: fromBarFilters(changed) })}
      />
      <div className={listCss.tools}>
        <ViewsMenu list="calls" control={list} />
        <ColumnsMenu columns={callColumns(labels)} shown={columns} onChange={(shown) => list.set({ columns: shown })} />
        <ExportMenu
          busy={exported.isPending}
          error={exported.error}
          onExport={(format) =>
            exported.mutate({ ...filter, ...person, sort, columns, format } as CallExport, {
              onSuccess: (file) => saveFile(file, `llamadas.${format}`),
            })
          }
        />
        <Button variant="default" size="sm" loading={page.isFetching} onClick={() => void page.refetch()}>
          {t("Actualizar")}
        </Button>
      </div>
    </header>
  );
}

/** The number of the caller, applied when it is complete; a reload forgets it. */
function NumberFilter({ number, apply }: { number: string; apply: (number: string) => void }) {
  const [text, setText] = useState(number);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    apply(text.trim());
  };
  return (
    <form role="search" aria-label={t("Llamadas de un número")} className={css.number} onSubmit={submit}>
      <TextInput
        aria-label={t("Número de quien llama")}
        placeholder={t("Número de quien llama")}
        size="sm"
        type="tel"
        autoComplete="off"
        maxLength={40}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="sm" disabled={text.trim() === number}>
        {t("Filtrar")}
      </Button>
      {number && (
        <Button variant="subtle" size="sm" onClick={() => apply("")}>
          {t("Quitar el número")}
        </Button>
      )}
    </form>
  );
}

function CallRows({ calls: { list, page, counts }, id }: { calls: CallList; id: string }) {
  const labels = useLabels();
  const lineName = useLineName();
  const queueName = useQueueName();
  const { sort, columns } = list.state;
  if (page.error) {
    return (
      <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudieron leer las llamadas.")} />
    );
  }
  if (!page.data) return <Loading label={t("Leyendo las llamadas…")} />;
  const { calls, next } = page.data;
  return (
    <>
      {calls.length === 0 ? (
        <Empty title={t("Ninguna llamada cumple los filtros")}>
          {t("Quite un filtro, o actualice en un momento.")}
        </Empty>
      ) : (
        <DataTable
          rows={calls}
          columns={tableColumns(labels, lineName, queueName, columns)}
          idOf={(call) => call.id}
          hrefOf={(call) => `/llamadas/${encodeURIComponent(call.id)}${list.search}`}
          linkColumn="arrived_at"
          chosen={id}
          labelledBy="lista"
          sort={sort}
          onSort={(to) => list.set({ sort: to })}
        />
      )}
      <Pager control={list} rows={calls.length} size={CALL_PAGE_ROWS} next={next} total={counts?.total} />
    </>
  );
}

/** Return the filters with the queues and advisors that the desk knows, and the topics of today's typology. */
function useCallFilters(labels: Labels, filters: ListState["filters"]): FilterSpec[] {
  const queues = useDesk((state) => state.entities.queue);
  const advisors = useDesk((state) => state.entities.advisor);
  return callFilters({
    labels,
    lines: useLines(),
    queues: namedChoices(queues),
    advisors: namedChoices(advisors),
    topics: typologyLeaves(useTypology().data),
    customer: filters[CUSTOMER] ?? "",
  });
}

const namedChoices = (entities: Readonly<Record<string, { name?: string | null } | undefined>>) =>
  Object.entries(entities)
    .map(([value, entity]) => ({ value, label: entity?.name ?? value }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));

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
          {call.set_aside ? t("Tráfico anómalo") : outcomeLabel(labels, call.outcome)}
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
