/** Links from a ticket to its call and recordings. Pure; the server lists only recordings that the user may play. */
import type { TicketDetail } from "../../../api/tickets";

export interface RelatedLink {
  path: string;
  name: string;
}

/** Return the call, with its recording, for users who may read calls; the messages for users who attend them. */
export function relatedLinks(
  { call_id, recordings, channel }: Pick<TicketDetail, "call_id" | "recordings" | "channel">,
  permissions: readonly string[],
): RelatedLink[] {
  const may = (permission: string) => permissions.includes(permission);
  const mayPlay = may("recording.play") && recordings.length > 0;
  const call: RelatedLink[] =
    call_id && may("calls.read")
      ? [{ path: `/llamadas/${encodeURIComponent(call_id)}`, name: mayPlay ? "Llamada y grabación" : "Llamada" }]
      : [];
  // For users who attend messages but do not play recordings, the server lists only messages.
  const messages = may("message.attend") && (channel === "message" || !may("recording.play")) ? recordings : [];
  return [
    ...call,
    ...messages.map((id, at) => ({
      path: `/mensajes/${encodeURIComponent(id)}`,
      name: messages.length > 1 ? `Mensaje de voz ${at + 1}` : "Mensaje de voz",
    })),
  ];
}
