/** The inbox: the tickets to work on, with their light and due date; beside them the selected one. */
import { Button, NativeSelect, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type MouseEvent, useState } from "react";
import { accountQuery } from "../../../api/queries";
import {
  type Box,
  type TermLight,
  type TicketRow,
  type TicketState,
  type TicketFilter,
  useTickets,
} from "../../../api/tickets";
import { shortDateOfDay } from "../../../formats";
import { useLabels } from "../../../labels";
import { boxesForRoles, lightChoices, stateChoices } from "../model/boxes";
import { daysLeftLabel, ownerLabel, locationLabel, topicLabel } from "../../tickets/model/ticket-labels";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { navigate } from "../../../router";
import { EraseCustomer } from "../../customers/ui/erase-customer";
import { MergeRecords } from "../../customers/ui/merge-records";
import { ReleaseIdentity } from "../../customers/ui/release-identity";
import { UnmergeRecords } from "../../customers/ui/unmerge-records";
import css from "./inbox.module.css";
import { Ticket } from "./ticket";
import { UrgencyBadge } from "./urgency-badge";

export const ticketHref = (number: string): string => `/bandeja/${encodeURIComponent(number)}`;

export default function InboxScreen({ number }: { number: string }) {
  const roles = useQuery(accountQuery).data?.roles ?? [];
  const boxes = boxesForRoles(roles);
  const { inbox_contents } = useLabels();
  const [chosen, setFilter] = useState<TicketFilter>({});
  const box = chosen.box ?? boxes[0] ?? "all";
  const filter = { ...chosen, box };
  const { data, error, refetch, isFetching } = useTickets(filter);
  const choose = (change: TicketFilter) => setFilter({ ...chosen, cursor: undefined, ...change });
  return (
    <div className={css.inbox} data-open={number || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="bandeja">
        <header>
          <h1 id="bandeja">Bandeja</h1>
          {boxes.length > 1 && <BoxTabs boxes={boxes} box={box} choose={(each) => setFilter({ box: each })} />}
          <Filters filter={filter} roles={roles} choose={choose} />
          <Button variant="default" size="compact-md" loading={isFetching} onClick={() => void refetch()}>
            Actualizar
          </Button>
          <ReleaseIdentity />
          <MergeRecords />
          <UnmergeRecords />
          <EraseCustomer />
          <p className="small quiet">{inbox_contents[box]}</p>
        </header>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title="No se pudo leer la bandeja." />
        ) : !data ? (
          <Loading label="Leyendo la bandeja…" />
        ) : data.tickets.length === 0 ? (
          <Empty title="No hay tickets aquí">
            {filter.state || filter.light
              ? "Quite los filtros para ver los demás."
              : box === "followed"
                ? "Lo que usted radique, escale o responda aparece aquí."
                : "Cuando llegue uno, aparece solo."}
          </Empty>
        ) : (
          <TicketTable tickets={data.tickets} chosen={number} />
        )}
        {(data?.next || filter.cursor) && (
          <footer>
            {filter.cursor && (
              <Button variant="default" onClick={() => choose({})}>
                Volver al principio
              </Button>
            )}
            {data?.next && (
              <Button variant="default" onClick={() => choose({ cursor: data.next ?? undefined })}>
                Siguientes
              </Button>
            )}
          </footer>
        )}
      </section>
      {number && <Ticket key={number} number={number} />}
    </div>
  );
}

function BoxTabs({ boxes, box, choose }: { boxes: Box[]; box: Box; choose: (box: Box) => void }) {
  const { inboxes } = useLabels();
  return (
    <div className={css.which} role="group" aria-label="Bandejas">
      {boxes.map((each) => (
        <UnstyledButton key={each} aria-pressed={each === box} onClick={() => choose(each)}>
          {inboxes[each]}
        </UnstyledButton>
      ))}
    </div>
  );
}

const selectOptions = <Name extends string>(any: string, names: readonly Name[], words: Record<Name, string>) => [
  { value: "", label: any },
  ...names.map((value) => ({ value, label: words[value] })),
];

function Filters({
  filter,
  roles,
  choose,
}: {
  filter: TicketFilter & { box: Box };
  roles: readonly string[];
  choose: (change: TicketFilter) => void;
}) {
  const labels = useLabels();
  const states = stateChoices(filter.box, roles, filter.light);
  const lights = lightChoices(filter.state);
  return (
    <>
      {states.length > 0 && (
        <NativeSelect
          aria-label="Estado"
          size="xs"
          className={css.filter}
          data={selectOptions("Todos los estados", states, labels.ticket_states)}
          value={filter.state ?? ""}
          onChange={(event) => choose({ state: (event.currentTarget.value || undefined) as TicketState | undefined })}
        />
      )}
      {lights.length > 0 && (
        <NativeSelect
          aria-label="Semáforo"
          size="xs"
          className={css.filter}
          data={selectOptions("Cualquier semáforo", lights, labels.term_lights)}
          value={filter.light ?? ""}
          onChange={(event) => choose({ light: (event.currentTarget.value || undefined) as TermLight | undefined })}
        />
      )}
    </>
  );
}

/**
 * The table of tickets. Its ARIA roles are explicit: on a narrow screen each row is a card, and browsers then drop the
 * table semantics.
 */
function TicketTable({ tickets, chosen }: { tickets: TicketRow[]; chosen: string }) {
  const labels = useLabels();
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="bandeja">
      <table className="list" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              Vence
            </th>
            <th role="columnheader" scope="col">
              Radicado
            </th>
            <th role="columnheader" scope="col">
              Asunto
            </th>
            <th role="columnheader" scope="col">
              Responsable
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {tickets.map((ticket) => (
            <tr key={ticket.number} role="row" data-chosen={ticket.number === chosen || undefined}>
              <td role="cell">
                <LightBadge ticket={ticket} />
              </td>
              <td role="cell">
                <TicketLink number={ticket.number} chosen={ticket.number === chosen} />
              </td>
              <td role="cell" className={css.topic}>
                <UrgencyBadge ticket={ticket} />
                {topicLabel(ticket)}
                <span className={css.below}>{ticket.kind_name}</span>
              </td>
              <td role="cell" className={css.place}>
                {ownerLabel(ticket)}
                <span className={css.below}>{locationLabel(labels, ticket)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
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
      <span className={css.below}>{closed ? "cerrado" : daysLeftLabel(ticket)}</span>
    </span>
  );
}

function TicketLink({ number, chosen }: { number: string; chosen: boolean }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(ticketHref(number));
  };
  return (
    <a href={ticketHref(number)} className="num" aria-current={chosen || undefined} onClick={follow}>
      {number}
    </a>
  );
}
