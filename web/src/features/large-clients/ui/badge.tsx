/** The mark of a large client on the screen pop, on a call's page and in a ticket's header. */
import { useQuery } from "@tanstack/react-query";
import { useClientOfCall, useClientOfTicket } from "../../../api/large-clients";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { largeClientPath } from "../model/large-clients";
import css from "./large-clients.module.css";

interface Marked {
  id?: string;
  name: string;
  service: string;
}

export function LargeClientBadge({ client }: { client: Marked }) {
  const reads = useQuery(accountQuery).data?.permissions.includes("large_client.read");
  return (
    <p className={css.badge}>
      <span className={css.mark}>Gran cliente</span>{" "}
      <strong>{client.id && reads ? <Link to={largeClientPath(client.id)}>{client.name}</Link> : client.name}</strong>
      <span className={css.service}>{client.service}</span>
    </p>
  );
}

export function CallClient({ call }: { call: string }) {
  const client = useClientOfCall(call).data?.client;
  return client ? <LargeClientBadge client={client} /> : null;
}

export function TicketClient({ number }: { number: string }) {
  const client = useClientOfTicket(number).data?.client;
  return client ? <LargeClientBadge client={client} /> : null;
}
