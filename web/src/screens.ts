/** The code of each screen, by the path of its address. The desk's is in the first script. */
import type { Account } from "./api/types";
import { preloadCode, ScreenCode } from "./components/lazy-screen";
import { findRoute, mayOpen } from "./routes";
import { reloadWhenServerIsBack } from "./features/wall/model/server-return";

export const SCREENS: Readonly<Record<string, ScreenCode>> = {
  "/tablero": new ScreenCode(() => import("./features/board/ui/board")),
  "/cuenta": new ScreenCode(() => import("./features/account/ui/account")),
  "/voces": new ScreenCode(() => import("./features/prompts/ui/prompts")),
  "/puestos": new ScreenCode(() => import("./features/roster/ui/seats")),
  "/anuncios": new ScreenCode(() => import("./features/announcements/ui/announcements")),
  "/ausencias": new ScreenCode(() => import("./features/roster/ui/absences")),
  "/usuarios": new ScreenCode(() => import("./features/users/ui/users")),
  "/mensajes": new ScreenCode(() => import("./features/messages/ui/messages")),
  "/radicar": new ScreenCode(() => import("./features/filing/ui/filing")),
  "/bandeja": new ScreenCode(() => import("./features/inbox/ui/inbox")),
  "/escalamientos": new ScreenCode(() => import("./features/escalations/ui/escalations")),
  "/indicadores": new ScreenCode(() => import("./features/oversight/ui/indicators/indicators")),
  "/cifras": new ScreenCode(() => import("./features/figures/ui/figures")),
  "/informes": new ScreenCode(() => import("./features/oversight/ui/reports")),
  "/mis-informes": new ScreenCode(() => import("./features/reports/ui/own-reports")),
  "/sellos": new ScreenCode(() => import("./features/oversight/ui/sealed-periods")),
  "/incidentes": new ScreenCode(() => import("./features/oversight/ui/incidents/incidents")),
  "/observaciones": new ScreenCode(() => import("./features/oversight/ui/observations")),
  "/clientes": new ScreenCode(() => import("./features/customers/ui/customers")),
  "/calidad/muestras": new ScreenCode(() => import("./features/quality/ui/samples")),
  "/calidad/evaluaciones": new ScreenCode(() => import("./features/quality/ui/evaluations")),
  "/calidad/resultados": new ScreenCode(() => import("./features/quality/ui/results")),
  "/calidad/semillas": new ScreenCode(() => import("./features/quality/ui/seeds")),
  "/calidad/calibraciones": new ScreenCode(() => import("./features/quality/ui/calibrations/calibrations")),
  "/calidad/acuerdo": new ScreenCode(() => import("./features/quality/ui/agreement")),
  "/calidad/refutaciones": new ScreenCode(() => import("./features/quality/ui/feedback/refutations")),
  "/calidad/acompanamientos": new ScreenCode(() => import("./features/quality/ui/coaching/coaching-list")),
  "/calidad/mis-evaluaciones": new ScreenCode(() => import("./features/quality/ui/feedback/own-quality")),
  "/calidad/mis-acompanamientos": new ScreenCode(() => import("./features/quality/ui/coaching/own-coaching")),
  "/capacitacion/cronograma": new ScreenCode(() => import("./features/training/ui/schedule")),
  "/capacitacion/temas": new ScreenCode(() => import("./features/training/ui/courses")),
  "/capacitacion/exigencias": new ScreenCode(() => import("./features/training/ui/requirements")),
  "/capacitacion/propuestas": new ScreenCode(() => import("./features/training/ui/proposals")),
  "/capacitacion/asesores": new ScreenCode(() => import("./features/training/ui/advisors")),
  "/capacitacion/mia": new ScreenCode(() => import("./features/training/ui/own-training")),
  "/calidad/hallazgos": new ScreenCode(() => import("./features/quality/ui/findings/findings")),
  "/calidad/visitas": new ScreenCode(() => import("./features/quality/ui/visits/visits")),
  "/revision-de-cuentas": new ScreenCode(() => import("./features/access-reviews/ui/reviews")),
  "/calidad/informes": new ScreenCode(() => import("./features/quality/ui/finding-reports/finding-reports")),
  "/primeros-pasos": new ScreenCode(() => import("./features/first-steps/ui/first-steps")),
  "/sitio": new ScreenCode(() => import("./features/site/ui/site")),
  "/simulador": new ScreenCode(() => import("./features/simulator/ui/simulator")),
  "/personal": new ScreenCode(() => import("./features/staff/ui/staff")),
  "/conocimiento": new ScreenCode(() => import("./features/knowledge/ui/knowledge")),
  "/grandes-clientes": new ScreenCode(() => import("./features/large-clients/ui/large-clients")),
  "/novedades": new ScreenCode(() => import("./features/large-clients/ui/novelties")),
  "/bitacora": new ScreenCode(() => import("./features/access-log/ui/access-log")),
  "/identidad": new ScreenCode(() => import("./features/access-log/ui/identity-checks")),
  "/practica": new ScreenCode(() => import("./features/practice/ui/practice")),
  "/pared": new ScreenCode(() => import("./features/wall/ui/wall").catch(reloadWhenServerIsBack)),
  "/pantallas": new ScreenCode(() => import("./features/wall/ui/displays")),
  "/ayuda": new ScreenCode(() => import("./features/help/ui/help-page")),
  "/llamadas": new ScreenCode(() => import("./features/calls/ui/calls")),
};

/** Return the part of a path behind that of its screen, or nothing. */
export const screenId = (place: string, path: string): string =>
  decodeURIComponent(path.slice(place.length + 1).split("/")[0] ?? "");

/** Load the code of a path's screen. */
export async function preloadScreen(path: string): Promise<void> {
  const code = SCREENS[findRoute(path)?.path ?? path]; // a wall display has no route
  if (code) await preloadCode(code);
}

/** Begin to read what the screen of a path shows first to a user who may open it. */
export async function prefetchScreen(path: string, account: Account): Promise<void> {
  const route = findRoute(path);
  if (!route || !mayOpen(account, route)) return;
  const screen = await SCREENS[route.path]?.load().catch(() => undefined);
  screen?.prefetch?.(account, screenId(route.path, path));
}
