/** The inbox: the tickets that are somebody's to attend, with their light and last day; beside them the chosen one. */
import { Button, NativeSelect, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type MouseEvent, useState } from "react";
import { accountQuery } from "../../api/queries";
import { type Box, type Light, type TicketRow, type TicketState, type TicketsWanted, useTickets } from "../../api/tickets";
import { shortDateOfDay } from "../../formats";
import { BOXES, leftWords, LIGHTS, ownerWords, STATES, topicWords } from "../../inbox/words";
import { Empty, Failure, Loading } from "../../parts/conditions";
import { go } from "../../router";
import { EraseCustomer } from "../customer/erase";
import { MergeRecords } from "../customer/merge";
import { Release } from "../customer/release";
import { SeparateRecords } from "../customer/separate";
import css from "./inbox.module.css";
import { Ticket } from "./ticket";

export const pathOf = (number: string): string => `/bandeja/${encodeURIComponent(number)}`;

/** The boxes that somebody has, the first of them to begin with. */
export function boxesOf(roles: readonly string[]): Box[] {
  const has = (...wanted: string[]) => wanted.some((role) => roles.includes(role));
  const boxes: Box[] = has("asesor", "asesor_escrita", "funcionario") ? ["mine"] : [];
  if (has("asesor_escrita")) boxes.unshift("tier");
  if (has("funcionario")) boxes.unshift("area");
  if (has("supervisor", "coordinador", "calidad", "interventoria") || !boxes.length) boxes.unshift("all");
  return boxes;
}

export default function InboxScreen({ number }: { number: string }) {
  const roles = useQuery(accountQuery).data?.roles ?? [];
  const boxes = boxesOf(roles);
  const [chosen, setWanted] = useState<TicketsWanted>({});
  const wanted = { box: boxes[0], ...chosen };
  const { data, error, refetch, isFetching } = useTickets(wanted);
  const choose = (change: TicketsWanted) => setWanted({ ...chosen, cursor: undefined, ...change });
  return (
    <div className={css.inbox} data-open={number || undefined}>
      <section className={`panel ${css.list}`} aria-labelledby="bandeja">
        <header>
          <h1 id="bandeja">Bandeja</h1>
          {boxes.length > 1 && <Boxes boxes={boxes} box={wanted.box} choose={(box) => choose({ box })} />}
          <Filters wanted={wanted} choose={choose} />
          <Release />
          <MergeRecords />
          <SeparateRecords />
          <EraseCustomer />
          <Button variant="default" size="compact-md" loading={isFetching} onClick={() => void refetch()}>Actualizar</Button>
        </header>
        {error ? <Failure error={error} again={() => void refetch()} what="No se pudo leer la bandeja." />
          : !data ? <Loading what="Leyendo la bandeja…" />
          : data.tickets.length === 0 ? <Empty title="No hay tickets aquí">{wanted.state || wanted.light ? "Quite los filtros para ver los demás." : "Cuando llegue uno, aparece solo."}</Empty>
          : <Table tickets={data.tickets} chosen={number} />}
        {(data?.next || wanted.cursor) && (
          <footer>
            {wanted.cursor && <Button variant="default" onClick={() => choose({})}>Volver al principio</Button>}
            {data?.next && <Button variant="default" onClick={() => choose({ cursor: data.next ?? undefined })}>Siguientes</Button>}
          </footer>
        )}
      </section>
      {number && <Ticket key={number} number={number} />}
    </div>
  );
}

function Boxes({ boxes, box, choose }: { boxes: Box[]; box: Box | undefined; choose: (box: Box) => void }) {
  return (
    <div className={css.which} role="group" aria-label="Qué bandeja ver">
      {boxes.map((each) => <UnstyledButton key={each} aria-pressed={each === box} onClick={() => choose(each)}>{BOXES[each]}</UnstyledButton>)}
    </div>
  );
}

const options = (any: string, words: Record<string, string>) => [{ value: "", label: any }, ...Object.entries(words).map(([value, label]) => ({ value, label }))];

function Filters({ wanted, choose }: { wanted: TicketsWanted; choose: (change: TicketsWanted) => void }) {
  return (
    <>
      <NativeSelect aria-label="Estado" size="xs" className={css.filter} data={options("Todo estado", STATES)} value={wanted.state ?? ""} onChange={(event) => choose({ state: (event.currentTarget.value || undefined) as TicketState | undefined })} />
      <NativeSelect aria-label="Semáforo" size="xs" className={css.filter} data={options("Todo semáforo", LIGHTS)} value={wanted.light ?? ""} onChange={(event) => choose({ light: (event.currentTarget.value || undefined) as Light | undefined })} />
    </>
  );
}

function Table({ tickets, chosen }: { tickets: TicketRow[]; chosen: string }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="bandeja">
      <table className="list">
        <thead><tr><th scope="col">Vence</th><th scope="col">Radicado</th><th scope="col">De qué</th><th scope="col">Quién</th></tr></thead>
        <tbody>
          {tickets.map((ticket) => (
            <tr key={ticket.number} data-chosen={ticket.number === chosen || undefined}>
              <td><LightSign ticket={ticket} /></td>
              <td><TicketLink number={ticket.number} chosen={ticket.number === chosen} /><span className={css.below}>{STATES[ticket.state]}{ticket.round > 1 && ` · vuelta ${ticket.round}`}</span></td>
              <td className={css.topic}>{topicWords(ticket)}<span className={css.below}>{ticket.kind_name}</span></td>
              <td>{ownerWords(ticket) || <span className="quiet">–</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The light in a colour, a word and a day: never in the colour alone. */
export function LightSign({ ticket }: { ticket: Pick<TicketRow, "state" | "light" | "due_on" | "days_left"> }) {
  const closed = ticket.state === "closed";
  return (
    <span className={css.light} data-light={closed ? undefined : ticket.light}>
      <span className="num">{shortDateOfDay(ticket.due_on)}</span>
      <span className={css.below}>{closed ? "cerrado" : leftWords(ticket)}</span>
    </span>
  );
}

function TicketLink({ number, chosen }: { number: string; chosen: boolean }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(pathOf(number));
  };
  return <a href={pathOf(number)} className="num" aria-current={chosen || undefined} onClick={follow}>{number}</a>;
}
