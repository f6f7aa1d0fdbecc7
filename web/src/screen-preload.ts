/** The load of the opened screen beside the question who is signed in, instead of after its answer. */

/** The screens on which a working day begins, by the first part of their path. The desk needs no load of its own. */
const SCREENS: Record<string, () => Promise<unknown>> = {
  "/tablero": () => import("./features/board/ui/board"),
  "/bandeja": () => import("./features/inbox/ui/inbox"),
  "/llamadas": () => import("./features/calls/ui/calls"),
  "/clientes": () => import("./features/customers/ui/customers"),
  "/indicadores": () => import("./features/oversight/ui/indicators/indicators"),
  "/cifras": () => import("./features/figures/ui/figures"),
  "/informes": () => import("./features/oversight/ui/reports"),
  "/mensajes": () => import("./features/messages/ui/messages"),
};

/** Begin to load the screen of a path; the screen itself reports a failure. */
export function preloadScreen(path: string): void {
  const load = SCREENS[`/${path.split("/")[1] ?? ""}`];
  load?.().catch(() => undefined);
}
