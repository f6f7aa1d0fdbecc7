/** What the bell shows: its count, its name for screen readers, and where each notification leads. Pure. */
import type { Notification } from "../../../api/notifications";

/** The server counts no further. */
const MOST_COUNTED = 100;

/** Return the number on the bell; empty if nothing is unread. */
export const badgeText = (unread: number): string =>
  unread >= MOST_COUNTED ? `${MOST_COUNTED - 1}+` : unread > 0 ? String(unread) : "";

/** Return the name of the bell, which says how many are unread. */
export function bellLabel(unread: number): string {
  if (unread === 0) return "Avisos: no tiene avisos sin leer";
  if (unread >= MOST_COUNTED) return `Avisos: ${MOST_COUNTED} o más sin leer`;
  return `Avisos: ${unread} sin leer`;
}

/** Return the path of the ticket or observation that a notification is about. */
export const subjectPath = ({ about, number }: Pick<Notification, "about" | "number">): string =>
  `${about === "ticket" ? "/bandeja" : "/observaciones"}/${encodeURIComponent(number)}`;

/** Return the sentence to announce when the newest notification changes; empty if there is nothing new. */
export function announcement(
  before: Pick<Notification, "id"> | null | undefined,
  newest: Pick<Notification, "id" | "text" | "read"> | null,
): string {
  if (before === undefined || !newest || newest.read || before?.id === newest.id) return "";
  return `Aviso nuevo: ${newest.text}`;
}
