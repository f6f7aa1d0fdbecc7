/** The consults of a ticket: those that were made, and other systems asked anew about its customer, without a call. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCustomer } from "../../api/attention";
import { accountQuery } from "../../api/queries";
import type { TicketTold } from "../../api/tickets";
import { serverClock } from "../../clock";
import { moment } from "../../formats";
import { FOUND } from "../../inbox/words";
import { Consults, creditsOf } from "../desk/lookups";
import css from "./inbox.module.css";

export function Lookups({ ticket }: { ticket: TicketTold }) {
  const may = useQuery(accountQuery).data?.permissions.includes("lookup.make") ?? false;
  if (!may && !ticket.lookups.length) return null;
  return (
    <section aria-labelledby="consultas" className={css.part}>
      <h3 id="consultas">Consultas</h3>
      {ticket.lookups.length > 0 && (
        <ul className={css.made}>{ticket.lookups.map((each) => (
          <li key={`${each.at} ${each.lookup}`}>{each.name}: <span data-result={each.result}>{FOUND[each.result]}</span> <span className="quiet small">{each.who_name || each.who}, {moment(each.at, serverClock.now())}</span></li>
        ))}</ul>
      )}
      {may && (ticket.customer_id ? <Asking ticket={ticket.number} customer={ticket.customer_id} /> : <p className="quiet small">El ticket no tiene un cliente registrado: no hay sobre quién consultar.</p>)}
    </section>
  );
}

/** Shut until somebody wants it; then what was answered stays while the ticket is open, and is kept nowhere. */
function Asking({ ticket, customer }: { ticket: string; customer: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.more} onToggle={(event) => event.currentTarget.open && setOpen(true)}>
      <summary>Consultar otros sistemas</summary>
      {open && <Asked ticket={ticket} customer={customer} />}
    </details>
  );
}

function Asked({ ticket, customer }: { ticket: string; customer: string }) {
  const mayRead = useQuery(accountQuery).data?.permissions.includes("customer.without_call");
  const known = useCustomer(mayRead ? customer : "", "").data;
  return <Consults purpose={{ ticket }} ready credits={creditsOf(known)} />;
}
