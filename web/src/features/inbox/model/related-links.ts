/** Links from a ticket to its call and recordings. Pure; the server lists only recordings that the user may play. */
import type { TicketDetail } from "../../../api/tickets";
import { customerPath } from "../../customers/model/customer-path";
import { t } from "../../../i18n/translate";

export interface RelatedLink {
  path: string;
  name: string;
}

/**
 * Return the customer's page, for users who read it without a call; the call, with its recording, for users who may read
 * calls; the messages for users who attend them.
 */
export function relatedLinks(
  {
    customer_id,
    call_id,
    recordings,
    channel,
  }: Pick<TicketDetail, "customer_id" | "call_id" | "recordings" | "channel">,
  permissions: readonly string[],
): RelatedLink[] {
  const may = (permission: string) => permissions.includes(permission);
  const mayPlay = may("recording.play") && recordings.length > 0;
  const customer: RelatedLink[] =
    customer_id && may("customer.without_call")
      ? [{ path: customerPath(customer_id), name: t("Página del cliente") }]
      : [];
  const call: RelatedLink[] =
    call_id && may("calls.read")
      ? [{ path: `/llamadas/${encodeURIComponent(call_id)}`, name: mayPlay ? t("Llamada y grabación") : t("Llamada") }]
      : [];
  // For users who attend messages but do not play recordings, the server lists only messages.
  const messages = may("message.attend") && (channel === "message" || !may("recording.play")) ? recordings : [];
  return [
    ...customer,
    ...call,
    ...messages.map((id, at) => ({
      path: `/mensajes/${encodeURIComponent(id)}`,
      name: messages.length > 1 ? t("Mensaje de voz {at}", { at: at + 1 }) : t("Mensaje de voz"),
    })),
  ];
}
