/** The screens there are, who may open each, and where each person begins. */
import type { Account } from "./api/types";

export interface Place {
  path: string;
  name: string;
  /** Null: whoever has signed in. */
  permission: string | null;
  /** Places of one group are one item of the rail, and stand beside each other at the top. */
  group?: string;
}
export const CONTRACT = "Contrato";

export const PLACES: readonly Place[] = [
  { path: "/escritorio", name: "Escritorio", permission: "call.control" },
  { path: "/tablero", name: "Tablero", permission: "board.read" },
  { path: "/llamadas", name: "Llamadas", permission: "calls.read" },
  { path: "/bandeja", name: "Bandeja", permission: "ticket.read" },
  { path: "/mensajes", name: "Mensajes", permission: "message.attend" },
  { path: "/indicadores", name: "Indicadores", permission: "service_level.read", group: CONTRACT },
  { path: "/informes", name: "Informes", permission: "report.read", group: CONTRACT },
  { path: "/sellos", name: "Sellos", permission: "seal.read", group: CONTRACT },
  { path: "/incidentes", name: "Incidentes", permission: "incident.read", group: CONTRACT },
  { path: "/observaciones", name: "Observaciones", permission: "observation.read", group: CONTRACT },
  { path: "/usuarios", name: "Usuarios", permission: "users.manage" },
  { path: "/cuenta", name: "Su cuenta", permission: null },
];

export const mayOpen = (account: Account, place: Place): boolean => place.permission === null || account.permissions.includes(place.permission);
export const placeOf = (path: string): Place | undefined =>
  PLACES.find((place) => path === place.path || path.startsWith(`${place.path}/`));

/** What somebody may open of a group, in order. */
export const ofGroup = (account: Account, group: string): Place[] => PLACES.filter((each) => each.group === group && mayOpen(account, each));

/** The items of the rail: places, and the first place of each group under the group's name. */
export function railOf(account: Account): { name: string; to: Place }[] {
  const open = PLACES.filter((each) => each.path !== "/cuenta" && mayOpen(account, each));
  const items = open.map((each) => ({ name: each.group ?? each.name, to: each }));
  return items.filter((each, index) => items.findIndex((other) => other.name === each.name) === index);
}

/** An advisor's day begins at the desk, the interventoría's at its figures, anybody else's at the first screen there is. */
export function homeOf(account: Account): string {
  if (account.permissions.includes("observation.make")) return ofGroup(account, CONTRACT)[0]?.path ?? "/cuenta";
  const open = PLACES.filter((place) => mayOpen(account, place) && (place.path !== "/escritorio" || account.advisor !== null));
  return open[0]?.path ?? "/cuenta";
}
