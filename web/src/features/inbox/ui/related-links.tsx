/** What a ticket is tied to, in one quiet line: its call with the recording, its voice message, the typology's version. */
import { useQuery } from "@tanstack/react-query";
import type { MouseEvent, ReactNode } from "react";
import { accountQuery } from "../../../api/queries";
import type { TicketTold } from "../../../api/tickets";
import { tiesOf } from "../model/related-links";
import { go } from "../../../router";

export function TiedTo({ ticket }: { ticket: TicketTold }) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const ties = tiesOf(ticket, permissions);
  return (
    <p className="small quiet">
      {ties.map(({ path, name }) => <span key={path}><Within path={path}>{name}</Within> · </span>)}
      {ties.length ? "tipología" : "Tipología"} del sitio <span className="num">{ticket.typology_version}</span>
    </p>
  );
}

function Within({ path, children }: { path: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(path);
  };
  return <a href={path} onClick={follow}>{children}</a>;
}
