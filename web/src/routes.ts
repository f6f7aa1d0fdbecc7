/** The screens, the permission for each, and each user's first screen. */
import type { Account } from "./api/types";
import { inPractice } from "./practice-mode";

export interface Route {
  path: string;
  name: string;
  /** Null for every signed-in user. */
  permission: string | null;
  /** Screens of one group are one item of the navigation, and tabs at the top. */
  group?: string;
}
export const CONTRACT_GROUP = "Contrato";
const QUALITY_GROUP = "Calidad";
const CLIENTS_GROUP = "Clientes";
const CONTROL_GROUP = "Control";
const TRAINING_GROUP = "Capacitación";
const STAFF_GROUP = "Personal";

export const ROUTES: readonly Route[] = [
  { path: "/escritorio", name: "Escritorio", permission: "call.control" },
  { path: "/tablero", name: "Tablero", permission: "board.read" },
  { path: "/llamadas", name: "Llamadas", permission: "calls.read" },
  { path: "/bandeja", name: "Bandeja", permission: "ticket.read" },
  // Filing outside a call is the back office's, who may also register customers; advisors file in their calls.
  { path: "/radicar", name: "Radicar", permission: "customer.register" },
  { path: "/clientes", name: "Clientes", permission: "customer.without_call", group: CLIENTS_GROUP },
  { path: "/grandes-clientes", name: "Grandes clientes", permission: "large_client.read", group: CLIENTS_GROUP },
  { path: "/novedades", name: "Novedades", permission: "client_novelty.read", group: CLIENTS_GROUP },
  { path: "/escalamientos", name: "Escalamientos", permission: "escalation.read" },
  { path: "/conocimiento", name: "Conocimiento", permission: "knowledge.read" },
  { path: "/mensajes", name: "Mensajes", permission: "message.attend" },
  { path: "/calidad/muestras", name: "Muestras", permission: "sample.read", group: QUALITY_GROUP },
  { path: "/calidad/evaluaciones", name: "Evaluaciones", permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/refutaciones", name: "Refutaciones", permission: "evaluation.decide", group: QUALITY_GROUP },
  { path: "/calidad/acompanamientos", name: "Acompañamientos", permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/calibraciones", name: "Calibraciones", permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/acuerdo", name: "Concordancia", permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/resultados", name: "Resultados", permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/mis-evaluaciones", name: "Mi calidad", permission: "evaluation.own", group: QUALITY_GROUP },
  {
    path: "/calidad/mis-acompanamientos",
    name: "Mis acompañamientos",
    permission: "evaluation.own",
    group: QUALITY_GROUP,
  },
  { path: "/calidad/visitas", name: "Visitas", permission: "visit.read", group: QUALITY_GROUP },
  { path: "/calidad/hallazgos", name: "Hallazgos", permission: "finding.read", group: QUALITY_GROUP },
  {
    path: "/calidad/informes",
    name: "Informes de hallazgos",
    permission: "finding_report.read",
    group: QUALITY_GROUP,
  },
  { path: "/calidad/semillas", name: "Números", permission: "sample.read", group: QUALITY_GROUP },
  { path: "/capacitacion/cronograma", name: "Cronograma", permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/temas", name: "Temas", permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/exigencias", name: "Exigencias", permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/propuestas", name: "Propuestas", permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/asesores", name: "Asesores", permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/mia", name: "Mi capacitación", permission: "training.own", group: TRAINING_GROUP },
  { path: "/practica", name: "Práctica", permission: "practice.read", group: TRAINING_GROUP },
  { path: "/indicadores", name: "Indicadores", permission: "service_level.read", group: CONTRACT_GROUP },
  // Who does not read the contract's figures sees their own answers in term.
  { path: "/cifras", name: "Cifras", permission: "ticket.read", group: CONTRACT_GROUP },
  { path: "/informes", name: "Informes", permission: "report.read", group: CONTRACT_GROUP },
  { path: "/mis-informes", name: "Mis informes", permission: "own_report.use", group: CONTRACT_GROUP },
  { path: "/sellos", name: "Sellos", permission: "seal.read", group: CONTRACT_GROUP },
  { path: "/incidentes", name: "Incidentes", permission: "incident.read", group: CONTRACT_GROUP },
  { path: "/observaciones", name: "Observaciones", permission: "observation.read", group: CONTRACT_GROUP },
  { path: "/personal", name: "Personal", permission: "staff.read", group: STAFF_GROUP },
  { path: "/puestos", name: "Puestos y colas", permission: "roster.read", group: STAFF_GROUP },
  { path: "/ausencias", name: "Ausencias", permission: "roster.read", group: STAFF_GROUP },
  { path: "/bitacora", name: "Bitácora", permission: "access_log.read", group: CONTROL_GROUP },
  { path: "/identidad", name: "Identidad", permission: "identity_check.read", group: CONTROL_GROUP },
  {
    path: "/revision-de-cuentas",
    name: "Revisión de cuentas",
    permission: "access_review.read",
    group: CONTROL_GROUP,
  },
  { path: "/simulador", name: "Simulador", permission: "simulation.run", group: CONTROL_GROUP },
  { path: "/pantallas", name: "Pantallas", permission: "display.manage", group: CONTROL_GROUP },
  { path: "/voces", name: "Voces", permission: "prompt.read", group: CONTROL_GROUP },
  { path: "/anuncios", name: "Anuncios", permission: null },
  { path: "/usuarios", name: "Usuarios", permission: "users.manage" },
  { path: "/cuenta", name: "Su cuenta", permission: null },
  { path: "/ayuda", name: "Ayuda", permission: null },
];

/** The screens of a practice; the others have nothing to show there. */
const PRACTICE_PATHS = ["/escritorio", "/bandeja"];

export const mayOpen = (account: Account, route: Route, practises = inPractice): boolean =>
  (!practises || PRACTICE_PATHS.includes(route.path)) &&
  (route.permission === null || account.permissions.includes(route.permission));
export const findRoute = (path: string): Route | undefined =>
  ROUTES.find((place) => path === place.path || path.startsWith(`${place.path}/`));

/** Return the screens of a group that the user may open, in order. */
export const groupRoutes = (account: Account, group: string): Route[] =>
  ROUTES.filter((each) => each.group === group && mayOpen(account, each));

/** Screens that the tools of the navigation open, below its items. */
const TOOL_PATHS = ["/cuenta", "/ayuda"];

/** Return the navigation items: screens, and each group as its first screen under the group's name. */
export function railItems(account: Account): { name: string; to: Route }[] {
  const open = ROUTES.filter((each) => !TOOL_PATHS.includes(each.path) && mayOpen(account, each));
  const items = open.map((each) => ({ name: each.group ?? each.name, to: each }));
  return items.filter((each, index) => items.findIndex((other) => other.name === each.name) === index);
}

/**
 * Return the first screen: the desk for advisors, the figures for the interventoría, otherwise the first permitted one.
 */
export function homePath(account: Account): string {
  if (account.permissions.includes("observation.make"))
    return groupRoutes(account, CONTRACT_GROUP)[0]?.path ?? "/cuenta";
  const open = ROUTES.filter(
    (place) => mayOpen(account, place) && (place.path !== "/escritorio" || account.advisor !== null),
  );
  return open[0]?.path ?? "/cuenta";
}
