/** The mark of a large client on the screen pop, on a call's page, in a ticket's header and in the list of tickets. */
import { useQuery } from "@tanstack/react-query";
import { useClientOfCall, useClientOfTicket } from "../../../api/large-clients";
import { accountQuery } from "../../../api/queries";
import { Link } from "../../../components/link";
import { largeClientPath } from "../model/large-clients";
import { type Evidence, newNoveltyPath } from "../model/novelties";
import css from "./large-clients.module.css";
import { t } from "../../../i18n/translate";

interface Marked {
  id?: string;
  name: string;
  service: string;
}

export function LargeClientBadge({ client, evidence }: { client: Marked; evidence?: Evidence }) {
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const { id, name } = client;
  return (
    <div className={css.badge}>
      <span className={css.mark}>{t("Gran cliente")}</span>{" "}
      <strong>{id && may.includes("large_client.read") ? <Link to={largeClientPath(id)}>{name}</Link> : name}</strong>
      <span className={css.service}>{client.service}</span>
      {id && evidence && may.includes("client_novelty.write") && (
        <Link to={newNoveltyPath(id, evidence)}>{t("Registrar novedad")}</Link>
      )}
    </div>
  );
}

/** The mark in a row of a list. */
export const LargeClientMark = ({ name }: { name: string }) => (
  <span className={css.inRow}>
    <span className={css.mark}>{t("Gran cliente")}</span> {name}
  </span>
);

export function CallClient({ call }: { call: string }) {
  const client = useClientOfCall(call).data?.client;
  return client ? <LargeClientBadge client={client} evidence={{ call }} /> : null;
}

export function TicketClient({ number }: { number: string }) {
  const client = useClientOfTicket(number).data?.client;
  return client ? <LargeClientBadge client={client} evidence={{ ticket: number }} /> : null;
}
