/** Where what a ticket is tied to can be read and heard, for who may. Pure; of recordings the server tells only those. */
import type { TicketDetail } from "../../../api/tickets";

export interface RelatedLink {
  path: string;
  name: string;
}

/** Its call, with what was recorded of it, for who reads calls; the messages, for who attends them. */
export function relatedLinks(
  { call_id, recordings, channel }: Pick<TicketDetail, "call_id" | "recordings" | "channel">,
  permissions: readonly string[],
): RelatedLink[] {
  const may = (permission: string) => permissions.includes(permission);
  const hears = may("recording.play") && recordings.length > 0;
  const call: RelatedLink[] =
    call_id && may("calls.read")
      ? [{ path: `/llamadas/${encodeURIComponent(call_id)}`, name: hears ? "Llamada y grabación" : "Llamada" }]
      : [];
  // Who attends messages and plays no recordings is told of messages alone.
  const messages = may("message.attend") && (channel === "message" || !may("recording.play")) ? recordings : [];
  return [
    ...call,
    ...messages.map((id, at) => ({
      path: `/mensajes/${encodeURIComponent(id)}`,
      name: messages.length > 1 ? `Mensaje de voz ${at + 1}` : "Mensaje de voz",
    })),
  ];
}
