/** The lookups of a ticket: those made before, and new ones for its customer without a call. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCustomer } from "../../../api/customers";
import { accountQuery } from "../../../api/queries";
import type { PastLookup, TicketDetail } from "../../../api/tickets";
import { serverClock } from "../../../clock";
import { countPhrase, momentPhrase } from "../../../formats";
import { useLabels } from "../../../labels";
import { LookupList, creditNumbers } from "../../customers/ui/lookup-panel";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

const LATEST_SHOWN = 6;

export function TicketLookups({ ticket }: { ticket: TicketDetail }) {
  const may = useQuery(accountQuery).data?.permissions.includes("lookup.make") ?? false;
  if (!may && !ticket.lookups.length) return null;
  const before = ticket.lookups.slice(0, -LATEST_SHOWN);
  return (
    <section aria-labelledby="consultas" className={css.part}>
      <h3 id="consultas">{t("Consultas")}</h3>
      {before.length > 0 && (
        <details className={css.more}>
          <summary>{countPhrase(before.length, "consulta anterior", "consultas anteriores")}</summary>
          <PastLookups lookups={before} />
        </details>
      )}
      <PastLookups lookups={ticket.lookups.slice(-LATEST_SHOWN)} />
      {may &&
        (ticket.customer_id ? (
          <NewLookup ticket={ticket.number} customer={ticket.customer_id} />
        ) : (
          <p className="quiet small">{t("El ticket no tiene un cliente registrado: no hay sobre quién consultar.")}</p>
        ))}
    </section>
  );
}

/** The past lookups. The log keeps that a lookup was made, but its answer is not stored. */
function PastLookups({ lookups }: { lookups: PastLookup[] }) {
  const { lookup_results } = useLabels();
  if (!lookups.length) return null;
  return (
    <ul className={css.made}>
      {lookups.map((each) => (
        <li key={`${each.at} ${each.lookup}`}>
          {each.name}: <span data-result={each.result}>{lookup_results[each.result]}</span>{" "}
          <span className="quiet small">
            {each.who_name || each.who}, {momentPhrase(each.at, serverClock.now())}
          </span>
        </li>
      ))}
    </ul>
  );
}

/**
 * The form for new lookups, closed at first. Answers stay on the screen while the ticket is open and are not stored.
 */
function NewLookup({ ticket, customer }: { ticket: string; customer: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css.more} onToggle={(event) => event.currentTarget.open && setOpen(true)}>
      <summary>{t("Consultar otros sistemas")}</summary>
      {open && <CustomerLookups ticket={ticket} customer={customer} />}
    </details>
  );
}

function CustomerLookups({ ticket, customer }: { ticket: string; customer: string }) {
  const mayRead = useQuery(accountQuery).data?.permissions.includes("customer.without_call");
  const known = useCustomer(mayRead ? customer : "", "").data;
  return <LookupList purpose={{ ticket }} ready credits={creditNumbers(known)} />;
}
