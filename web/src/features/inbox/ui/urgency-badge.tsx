/** Why the law puts a ticket before others: in words, with the hour that an authority set. */
import type { TicketRow } from "../../../api/tickets";
import { timeOfDay } from "../../../formats";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

type Urgency = Pick<TicketRow, "authority_name" | "authority_due_at" | "priority_name" | "relay_call" | "state">;

export function UrgencyBadge({ ticket }: { ticket: Urgency }) {
  const label = urgencyLabel(ticket);
  return label ? <span className={css.urgent}>{label}</span> : null;
}

/** Return the reasons in one line; empty for a closed ticket and for one without any. */
export function urgencyLabel({ state, authority_name, authority_due_at, priority_name, relay_call }: Urgency): string {
  if (state === "closed") return "";
  const due = authority_due_at
    ? t(", hasta las {authority_due_at}", { authority_due_at: timeOfDay(authority_due_at) })
    : "";
  return [
    authority_name && `${authority_name}${due}`,
    priority_name && t("Prioridad: {priority_name}", { priority_name: priority_name.toLowerCase() }),
    relay_call && t("Centro de Relevo"),
  ]
    .filter(Boolean)
    .join(" · ");
}
