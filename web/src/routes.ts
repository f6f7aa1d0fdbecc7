/** The screens, the permission for each, and each user's first screen. */
import type { Account } from "./api/types";
import { inPractice } from "./practice-mode";
import { t } from "./i18n/translate";

export interface Route {
  path: string;
  name: string;
  /** Null for every signed-in user. */
  permission: string | null;
  /** Screens of one group are one item of the navigation, and tabs at the top. */
  group?: string;
}
export const CONTRACT_GROUP = t("Contrato");
export const QUALITY_GROUP = t("Calidad");
export const CLIENTS_GROUP = t("Clientes");
export const CONTROL_GROUP = "Control";
export const TRAINING_GROUP = t("Capacitación");
export const STAFF_GROUP = t("Personal");

export const ROUTES: readonly Route[] = [
  { path: "/escritorio", name: t("Escritorio"), permission: "call.control" },
  { path: "/tablero", name: t("Tablero"), permission: "board.read" },
  { path: "/llamadas", name: t("Llamadas"), permission: "calls.read" },
  { path: "/bandeja", name: t("Bandeja"), permission: "ticket.read" },
  // Filing outside a call is the back office's, who may also register customers; advisors file in their calls.
  { path: "/radicar", name: t("Radicar"), permission: "customer.register" },
  { path: "/clientes", name: t("Clientes"), permission: "customer.without_call", group: CLIENTS_GROUP },
  { path: "/grandes-clientes", name: t("Grandes clientes"), permission: "large_client.read", group: CLIENTS_GROUP },
  { path: "/novedades", name: t("Novedades"), permission: "client_novelty.read", group: CLIENTS_GROUP },
  { path: "/escalamientos", name: t("Escalamientos"), permission: "escalation.read" },
  { path: "/conocimiento", name: t("Conocimiento"), permission: "knowledge.read" },
  { path: "/mensajes", name: t("Mensajes"), permission: "message.attend" },
  { path: "/calidad/muestras", name: t("Muestras"), permission: "sample.read", group: QUALITY_GROUP },
  { path: "/calidad/evaluaciones", name: t("Evaluaciones"), permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/refutaciones", name: t("Refutaciones"), permission: "evaluation.decide", group: QUALITY_GROUP },
  { path: "/calidad/acompanamientos", name: t("Acompañamientos"), permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/calibraciones", name: t("Calibraciones"), permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/acuerdo", name: t("Concordancia"), permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/resultados", name: t("Resultados"), permission: "evaluation.read", group: QUALITY_GROUP },
  { path: "/calidad/mis-evaluaciones", name: t("Mi calidad"), permission: "evaluation.own", group: QUALITY_GROUP },
  {
    path: "/calidad/mis-acompanamientos",
    name: t("Mis acompañamientos"),
    permission: "evaluation.own",
    group: QUALITY_GROUP,
  },
  { path: "/calidad/visitas", name: t("Visitas"), permission: "visit.read", group: QUALITY_GROUP },
  { path: "/calidad/hallazgos", name: t("Hallazgos"), permission: "finding.read", group: QUALITY_GROUP },
  {
    path: "/calidad/informes",
    name: t("Informes de hallazgos"),
    permission: "finding_report.read",
    group: QUALITY_GROUP,
  },
  { path: "/calidad/semillas", name: t("Números"), permission: "sample.read", group: QUALITY_GROUP },
  { path: "/capacitacion/cronograma", name: t("Cronograma"), permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/temas", name: t("Temas"), permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/exigencias", name: t("Exigencias"), permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/propuestas", name: t("Propuestas"), permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/asesores", name: t("Asesores"), permission: "training.read", group: TRAINING_GROUP },
  { path: "/capacitacion/mia", name: t("Mi capacitación"), permission: "training.own", group: TRAINING_GROUP },
  { path: "/practica", name: t("Práctica"), permission: "practice.read", group: TRAINING_GROUP },
  { path: "/indicadores", name: t("Indicadores"), permission: "service_level.read", group: CONTRACT_GROUP },
  // Who does not read the contract's figures sees their own answers in term.
  { path: "/cifras", name: t("Cifras"), permission: "ticket.read", group: CONTRACT_GROUP },
  { path: "/informes", name: t("Informes"), permission: "report.read", group: CONTRACT_GROUP },
  { path: "/mis-informes", name: t("Mis informes"), permission: "own_report.use", group: CONTRACT_GROUP },
  { path: "/sellos", name: t("Sellos"), permission: "seal.read", group: CONTRACT_GROUP },
  { path: "/incidentes", name: t("Incidentes"), permission: "incident.read", group: CONTRACT_GROUP },
  { path: "/observaciones", name: t("Observaciones"), permission: "observation.read", group: CONTRACT_GROUP },
  { path: "/personal", name: t("Personal"), permission: "staff.read", group: STAFF_GROUP },
  { path: "/puestos", name: t("Puestos y colas"), permission: "roster.read", group: STAFF_GROUP },
  { path: "/ausencias", name: t("Ausencias"), permission: "roster.read", group: STAFF_GROUP },
  { path: "/bitacora", name: t("Bitácora"), permission: "access_log.read", group: CONTROL_GROUP },
  { path: "/identidad", name: t("Identidad"), permission: "identity_check.read", group: CONTROL_GROUP },
  {
    path: "/revision-de-cuentas",
    name: t("Revisión de cuentas"),
    permission: "access_review.read",
    group: CONTROL_GROUP,
  },
  { path: "/primeros-pasos", name: t("Primeros pasos"), permission: "site.publish", group: CONTROL_GROUP },
  { path: "/sitio", name: t("Sitio"), permission: "site.read", group: CONTROL_GROUP },
  { path: "/simulador", name: t("Simulador"), permission: "simulation.run", group: CONTROL_GROUP },
  { path: "/pantallas", name: t("Pantallas de pared"), permission: "display.manage", group: CONTROL_GROUP },
  { path: "/voces", name: t("Voces"), permission: "prompt.read", group: CONTROL_GROUP },
  { path: "/anuncios", name: t("Anuncios"), permission: null },
  { path: "/usuarios", name: t("Usuarios"), permission: "users.manage" },
  { path: "/cuenta", name: t("Su cuenta"), permission: null },
  { path: "/ayuda", name: t("Ayuda"), permission: null },
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
