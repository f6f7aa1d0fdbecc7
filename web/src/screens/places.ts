/** The screens there are, who may open each, and where each person begins. */
import type { Account } from "../api/contracts";

export interface Place {
  path: string;
  name: string;
  /** Null: whoever has signed in. */
  permission: string | null;
}

export const PLACES: readonly Place[] = [
  { path: "/escritorio", name: "Escritorio", permission: "call.control" },
  { path: "/tablero", name: "Tablero", permission: "board.read" },
  { path: "/llamadas", name: "Llamadas", permission: "calls.read" },
  { path: "/bandeja", name: "Bandeja", permission: "ticket.read" },
  { path: "/mensajes", name: "Mensajes", permission: "message.attend" },
  { path: "/usuarios", name: "Usuarios", permission: "users.manage" },
  { path: "/cuenta", name: "Su cuenta", permission: null },
];

export const mayOpen = (account: Account, place: Place): boolean => place.permission === null || account.permissions.includes(place.permission);
export const placeOf = (path: string): Place | undefined =>
  PLACES.find((place) => path === place.path || path.startsWith(`${place.path}/`));

/** An advisor's day begins at the desk, anybody else's at the first screen that they may open. */
export function homeOf(account: Account): string {
  const open = PLACES.filter((place) => mayOpen(account, place) && (place.path !== "/escritorio" || account.advisor !== null));
  return open[0]?.path ?? "/cuenta";
}
