/** The timeline of a customer, the newest event first, day by day; on its page with filters, at the desk short. */
import { DateField } from "../../../components/date-field/date-field";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { useCustomerTimeline } from "../../../api/customers";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { timeOfDay } from "../../../formats";
import { useLabels, valuesOf } from "../../../labels";
import {
  type CustomerEvent,
  type EventKind,
  eventLink,
  filterQuery,
  groupByDay,
  isFiltered,
  NO_FILTER,
  type TimelineFilter,
  toggleKind,
} from "../model/timeline";
import css from "./customer-page.module.css";
import { t } from "../../../i18n/translate";

/** As many events as the desk shows at first beside a call, and as a page of the customer's page has. */
const SHORT = 5;
const LONG = 30;

interface CustomerTimelineProps {
  id: string;
  /** The call that gives access; empty for users who need none. */
  call: string;
  filter?: TimelineFilter;
  /** Whether it stands beside a call, with few events and no day headings. */
  short?: boolean;
  /** What a ticket's number does beside a call, where a link would leave the call. */
  openStatus?: (number: string) => void;
}

export function CustomerTimeline({ id, call, filter = NO_FILTER, short = false, openStatus }: CustomerTimelineProps) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useCustomerTimeline(
    id,
    call,
    filterQuery(filter),
    short ? SHORT : LONG,
  );
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la historia del cliente.")} />;
  if (!data) return <Loading label={t("Leyendo la historia del cliente…")} />;
  const events = data.pages.flatMap((page) => page.events);
  if (!events.length)
    return (
      <p className="quiet">
        {isFiltered(filter) ? t("No hay nada con estos filtros.") : t("Todavía no hay nada en su historia.")}
      </p>
    );
  return (
    <>
      {groupByDay(events).map(({ day, events: ofDay }) => (
        <section key={day} className={css.day}>
          <DayHeading short={short}>{day}</DayHeading>
          <ol className={css.events}>
            {ofDay.map((each) => (
              <TimelineEvent key={each.id} event={each} short={short} openStatus={openStatus} />
            ))}
          </ol>
        </section>
      ))}
      {error ? <Failure error={error} title={t("No se pudo leer lo anterior.")} /> : null}
      {hasNextPage && (
        <p>
          <Button
            variant="default"
            size={short ? "compact-sm" : "sm"}
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t("Mostrar lo anterior")}
          </Button>
        </p>
      )}
    </>
  );
}

const DayHeading = ({ short, children }: { short: boolean; children: ReactNode }) =>
  short ? <h5 className={css.date}>{children}</h5> : <h3 className={css.date}>{children}</h3>;

interface TimelineEventProps {
  event: CustomerEvent;
  short: boolean;
  openStatus?: (number: string) => void;
}

function TimelineEvent({ event, short, openStatus }: TimelineEventProps) {
  const { customer_events } = useLabels();
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const link = short ? null : eventLink(event, permissions);
  return (
    <li data-kind={event.kind}>
      <span className={`num quiet ${css.time}`}>{timeOfDay(event.at)}</span>
      <div>
        <p>
          <span className="unseen">{customer_events[event.kind]}: </span>
          {event.sentence}
        </p>
        <p className={`quiet small ${css.below}`}>
          {event.by_name && <span>{event.by_name}</span>}
          {link && <Link to={link.path}>{link.name}</Link>}
          {short && event.kind === "ticket" && event.ticket && openStatus && (
            <button type="button" className={css.open} onClick={() => openStatus(event.ticket ?? "")}>
              {t("Ver cómo va")}
            </button>
          )}
        </p>
      </div>
    </li>
  );
}

interface TimelineFiltersProps {
  filter: TimelineFilter;
  choose: (filter: TimelineFilter) => void;
}

/** The kinds as toggles, of which none selected means all, and the first and last day. */
export function TimelineFilters({ filter, choose }: TimelineFiltersProps) {
  const { customer_events } = useLabels();
  const kinds = valuesOf(customer_events) as EventKind[];
  const heading = useId();
  return (
    <div className={css.filters}>
      <div className={css.kinds} role="group" aria-labelledby={heading}>
        <span id={heading} className="unseen">
          {t("Qué mostrar")}
        </span>
        {kinds.map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={filter.kinds.includes(kind)}
            onClick={() => choose(toggleKind(filter, kind, kinds))}
          >
            {customer_events[kind]}
          </button>
        ))}
      </div>
      <DateField
        size="xs"
        label={t("Desde")}
        value={filter.from}
        max={filter.to || undefined}
        onChange={(day) => choose({ ...filter, from: day })}
      />
      <DateField
        size="xs"
        label={t("Hasta")}
        value={filter.to}
        min={filter.from || undefined}
        onChange={(day) => choose({ ...filter, to: day })}
      />
      {isFiltered(filter) && (
        <Button variant="subtle" size="compact-sm" onClick={() => choose(NO_FILTER)}>
          {t("Quitar los filtros")}
        </Button>
      )}
    </div>
  );
}
