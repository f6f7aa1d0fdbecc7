/** What a ticket is tied to, in quiet lines: its customer, its call with the recording, its voice message. */
import { useQuery } from "@tanstack/react-query";
import type { MouseEvent, ReactNode } from "react";
import { accountQuery } from "../../../api/queries";
import type { TicketDetail } from "../../../api/tickets";
import { relatedLinks } from "../model/related-links";
import { navigate } from "../../../router";
import { addressOf } from "../../../practice-mode";

export function RelatedLinks({ ticket }: { ticket: TicketDetail }) {
  const permissions = useQuery(accountQuery).data?.permissions ?? [];
  const ties = relatedLinks(ticket, permissions);
  if (!ties.length) return null;
  return (
    <p className="small quiet">
      {ties.map(({ path, name }, at) => (
        <span key={path}>
          {at > 0 && " · "}
          <RelatedLinkItem path={path}>{name}</RelatedLinkItem>
        </span>
      ))}
    </p>
  );
}

function RelatedLinkItem({ path, children }: { path: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(path);
  };
  return (
    <a href={addressOf(path)} onClick={follow}>
      {children}
    </a>
  );
}
