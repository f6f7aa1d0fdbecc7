/** The inbox: the tickets to work on, with their light and due date; beside them the selected one. */
import { Button, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { largeClientNamesQuery } from "../../../api/large-clients";
import { accountQuery, queryClient, typologyQuery } from "../../../api/queries";
import type { Account } from "../../../api/types";
import { saveFile } from "../../../api/lists";
import {
  type Box,
  PAGE_ROWS,
  type TicketExport,
  type TicketRow,
  areasQuery,
  ticketsQuery,
  useExportTickets,
  useTicketCounts,
  useTickets,
} from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { whenIdle } from "../../../components/after-paint";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ColumnsMenu, ExportMenu, ViewsMenu } from "../../../components/data-list/list-menus";
import listCss from "../../../components/data-list/data-list.module.css";
import { Pager } from "../../../components/data-list/pager";
import { parseListState } from "../../../components/data-list/list-state";
import { useListState } from "../../../components/data-list/use-list-state";
import { LazyScreen, preloadCode, ScreenCode } from "../../../components/lazy-screen";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { dayAndMonth, shortDateOfDay } from "../../../formats";
import { labelOf, type Labels, useLabels } from "../../../labels";
import { EraseCustomer } from "../../customers/ui/erase-customer";
import { MergeRecords } from "../../customers/ui/merge-records";
import { ReleaseIdentity } from "../../customers/ui/release-identity";
import { UnmergeRecords } from "../../customers/ui/unmerge-records";
import { LargeClientMark } from "../../large-clients/ui/badge";
import { daysLeftLabel, locationLabel, ownerLabel, topicLabel } from "../../tickets/model/ticket-labels";
import { typologyLeaves } from "../../tickets/model/typology";
import { boxesForRoles } from "../model/boxes";
import {
  addressFilter,
  fromBarFilters,
  isFiltered,
  TICKET_LIST,
  type TicketColumn,
  ticketColumns,
  ticketFilters,
  toBarFilters,
} from "../model/ticket-list";
import { BulkSteps } from "./bulk-steps";
import css from "./inbox.module.css";
import { UrgencyBadge } from "./urgency-badge";
import { t } from "../../../i18n/translate";

/** The code of a ticket; the list comes first. */
const TICKET = new ScreenCode(() => import("./ticket"));

export const ticketHref = (number: string, search = ""): string => `/bandeja/${encodeURIComponent(number)}${search}`;

/** Begin to read the first page of the address, and to load the code of its ticket. */
export function prefetch({ roles }: Account, number: string): void {
  const filter = addressFilter(parseListState(location.search, TICKET_LIST), roles);
  void queryClient.prefetchQuery(ticketsQuery(filter));
  if (number) void preloadCode(TICKET);
}

export default function InboxScreen({ id: number }: { id: string }) {
  const account = useQuery(accountQuery).data;
  const roles = account?.roles ?? [];
  const inbox = useInboxList(roles);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const works = account?.permissions.includes("ticket.work") ?? false;
  const isListed = inbox.page.data !== undefined;
  useEffect(() => (isListed ? whenIdle(() => void preloadCode(TICKET)) : undefined), [isListed]);
  const marked = inbox.page.data?.tickets.filter((each) => selected.has(each.number)) ?? [];
  return (
    <div className={css.inbox} data-open={number || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="bandeja">
        <InboxHeader inbox={inbox} />
        {works && (
          <BulkSteps tickets={marked} mark={(numbers) => setSelected(new Set(numbers))} mayAssign={mayAssign(roles)} />
        )}
        <InboxRows inbox={inbox} number={number} {...(works ? { selected, onSelect: setSelected } : {})} />
      </section>
      {number && <LazyScreen key={number} code={TICKET} id={number} />}
    </div>
  );
}

type InboxList = ReturnType<typeof useInboxList>;

/** Return the list of the address, with its page, its counts and the choices of its filters. */
function useInboxList(roles: readonly string[]) {
  const labels = useLabels();
  const list = useListState(TICKET_LIST);
  const { filters } = list.state;
  const boxes = boxesForRoles(roles);
  const { sort, ...filter } = addressFilter(list.state, roles);
  const { box } = filter;
  const page = useTickets({ ...filter, sort, ...(list.cursor ? { cursor: list.cursor } : {}) });
  const enabled = !page.isPending; // the rows come first, and cost the server less
  const counts = useTicketCounts(filter, { enabled }).data;
  const areas = useQuery({ ...areasQuery, enabled }).data?.areas ?? [];
  const leaves = typologyLeaves(useQuery({ ...typologyQuery, enabled }).data);
  const largeClients = useQuery({ ...largeClientNamesQuery, enabled }).data?.clients ?? [];
  const specs = ticketFilters({ labels, box, roles, filters, counts, areas, leaves, largeClients });
  return { list, boxes, box, filter, page, counts, specs };
}

function InboxHeader({ inbox }: { inbox: InboxList }) {
  const { list, boxes, box, specs } = inbox;
  const { filters } = list.state;
  const { inbox_contents } = useLabels();
  return (
    <header>
      <h1 id="bandeja">{t("Bandeja")}</h1>
      {boxes.length > 1 && <BoxTabs boxes={boxes} box={box} choose={(each) => list.set({ filters: { box: each } })} />}
      <ReleaseIdentity />
      <MergeRecords />
      <UnmergeRecords />
      <EraseCustomer />
      <p className="small quiet">{inbox_contents[box]}</p>
      <FilterBar
        specs={specs}
        filters={toBarFilters(filters)}
        onChange={(changed) => list.set({ filters: fromBarFilters(changed, filters.box) })}
      />
      <InboxTools inbox={inbox} />
    </header>
  );
}

function InboxTools({ inbox: { list, filter, page } }: { inbox: InboxList }) {
  const labels = useLabels();
  const exported = useExportTickets();
  const { sort, columns } = list.state;
  return (
    <div className={listCss.tools}>
      <ViewsMenu list="tickets" control={list} />
      <ColumnsMenu columns={ticketColumns(labels)} shown={columns} onChange={(shown) => list.set({ columns: shown })} />
      <ExportMenu
        busy={exported.isPending}
        error={exported.error}
        onExport={(format) =>
          exported.mutate({ ...filter, sort, columns, format } as TicketExport, {
            onSuccess: (file) => saveFile(file, `tickets.${format}`),
          })
        }
      />
      <Button variant="default" size="sm" loading={page.isFetching} onClick={() => void page.refetch()}>
        {t("Actualizar")}
      </Button>
    </div>
  );
}

interface InboxRowsProps {
  inbox: InboxList;
  /** The ticket that is open beside the list. */
  number: string;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
}

function InboxRows({ inbox: { list, box, page, counts }, number, ...selection }: InboxRowsProps) {
  const labels = useLabels();
  const { filters, sort, columns } = list.state;
  if (page.error) {
    return <Failure error={page.error} retry={() => void page.refetch()} title={t("No se pudo leer la bandeja.")} />;
  }
  if (!page.data) return <Loading label={t("Leyendo la bandeja…")} />;
  const { tickets, next } = page.data;
  return (
    <>
      {tickets.length === 0 ? (
        <Empty title={t("No hay tickets aquí")}>{emptyHint(box, isFiltered(filters))}</Empty>
      ) : (
        <DataTable
          rows={tickets}
          columns={tableColumns(labels, columns)}
          idOf={(ticket) => ticket.number}
          hrefOf={(ticket) => ticketHref(ticket.number, list.search)}
          linkColumn="number"
          chosen={number}
          labelledBy="bandeja"
          sort={sort}
          onSort={(to) => list.set({ sort: to })}
          {...selection}
        />
      )}
      <Pager control={list} rows={tickets.length} size={PAGE_ROWS} next={next} total={counts?.total} />
    </>
  );
}

function emptyHint(box: Box, filtered: boolean): string {
  if (filtered) return t("Quite los filtros para ver los demás.");
  if (box === "followed") return t("Lo que usted radique, escale o responda aparece aquí.");
  return t("Cuando llegue uno, aparece solo.");
}

/** Roles that lead a team, which the server lets assign tickets to others. */
const mayAssign = (roles: readonly string[]): boolean => roles.includes("supervisor") || roles.includes("coordinador");

function BoxTabs({ boxes, box, choose }: { boxes: Box[]; box: Box; choose: (box: Box) => void }) {
  const { inboxes } = useLabels();
  return (
    <div className={css.which} role="group" aria-label={t("Bandejas")}>
      {boxes.map((each) => (
        <UnstyledButton key={each} aria-pressed={each === box} onClick={() => choose(each)}>
          {inboxes[each]}
        </UnstyledButton>
      ))}
    </div>
  );
}

/** Return the shown columns, each with what it shows of a ticket. */
function tableColumns(labels: Labels, shown: readonly string[]): Column<TicketRow>[] {
  const now = serverClock.now();
  const dash = <span className="quiet">–</span>;
  const cells: Record<TicketColumn, Omit<Column<TicketRow>, "id" | "label">> = {
    due_on: { render: (ticket) => <LightBadge ticket={ticket} />, sorts: ["due_on"] },
    number: { render: (ticket) => <span className="num">{ticket.number}</span> },
    topic: {
      render: (ticket) => (
        <span className={css.topic}>
          <UrgencyBadge ticket={ticket} />
          {ticket.large_client && !shown.includes("large_client") && <LargeClientMark name={ticket.large_client} />}
          {topicLabel(ticket)}
          <span className={css.below}>{ticket.kind_name}</span>
        </span>
      ),
    },
    owner: {
      render: (ticket) => (
        <span className={css.place}>
          {ownerLabel(ticket)}
          <span className={css.below}>{locationLabel(labels, ticket)}</span>
        </span>
      ),
    },
    large_client: { render: (ticket) => ticket.large_client ?? dash },
    state: { render: (ticket) => labels.ticket_states[ticket.state] },
    area: { render: (ticket) => ticket.area_name ?? dash },
    channel: { render: (ticket) => labels.channels[ticket.channel] },
    filed_at: { render: (ticket) => dayAndMonth(ticket.filed_at, now), sorts: ["-filed_at", "filed_at"] },
    received_by: { render: (ticket) => ticket.received_by },
    state_since: { render: (ticket) => dayAndMonth(ticket.state_since, now) },
    round: { render: (ticket) => ticket.round, numeric: true },
    closed_at: { render: (ticket) => (ticket.closed_at ? dayAndMonth(ticket.closed_at, now) : dash) },
    outcome: { render: (ticket) => (ticket.outcome ? labelOf(labels.ticket_outcomes, ticket.outcome) : dash) },
  };
  return shown.map((id) => ({ id, label: labelOf(labels.ticket_columns, id), ...cells[id as TicketColumn] }));
}

/** The light as a colour, a word and a date: never the colour alone. */
export function LightBadge({
  ticket,
}: {
  ticket: Pick<TicketRow, "state" | "light" | "due_on" | "days_left" | "days_late">;
}) {
  const closed = ticket.state === "closed";
  return (
    <span className={css.light} data-light={closed ? undefined : ticket.light}>
      <span className="num">{shortDateOfDay(ticket.due_on)}</span>
      <span className={css.below}>{closed ? t("cerrado") : daysLeftLabel(ticket)}</span>
    </span>
  );
}
