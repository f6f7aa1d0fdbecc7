/** Which screen: nobody signed in, or the shell around the one that the path names. */
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { accountQuery } from "./api/queries";
import type { Account } from "./api/types";
import { Failure, Loading } from "./components/load-states";
import { go, usePath } from "./router";
import { DeskScreen } from "./features/desk/ui/desk";
import { homeOf, mayOpen, placeOf } from "./routes";
import { Shell } from "./features/shell/ui/shell";
import { SignIn } from "./features/sign-in/ui/sign-in";

const BoardScreen = lazy(() => import("./features/board/ui/board"));
const AccountScreen = lazy(() => import("./features/account/ui/account"));
const PasswordDue = lazy(() => import("./features/sign-in/ui/password-change-required"));
const FactorDue = lazy(() => import("./features/sign-in/ui/second-factor-required"));
const UsersScreen = lazy(() => import("./features/users/ui/users"));
const MessagesScreen = lazy(() => import("./features/messages/ui/messages"));
const InboxScreen = lazy(() => import("./features/inbox/ui/inbox"));
const IndicatorsScreen = lazy(() => import("./features/oversight/ui/indicators/indicators"));
const ReportsScreen = lazy(() => import("./features/oversight/ui/reports"));
const SealsScreen = lazy(() => import("./features/oversight/ui/sealed-periods"));
const IncidentsScreen = lazy(() => import("./features/oversight/ui/incidents/incidents"));
const ObservationsScreen = lazy(() => import("./features/oversight/ui/observations"));
const CallsScreen = lazy(() => import("./features/calls/ui/calls"));

export function App() {
  const { data: account, error, isPending, refetch } = useQuery(accountQuery);
  if (isPending) return <Loading what="Abriendo Atención…" />;
  if (error && account === undefined) return <Failure error={error} again={() => void refetch()} what="No se pudo abrir Atención." />;
  if (!account) return <SignIn />;
  if (account.password_change_due) return <Suspense fallback={<Loading what="Abriendo…" />}><PasswordDue /></Suspense>;
  if (account.second_factor_due) return <Suspense fallback={<Loading what="Abriendo…" />}><FactorDue /></Suspense>;
  return <Inside account={account} />;
}

function Inside({ account }: { account: Account }) {
  const path = usePath();
  const place = placeOf(path);
  const home = homeOf(account);
  const lost = !place || !mayOpen(account, place);
  useEffect(() => {
    if (path === "/" || path === "/ingreso") go(home, { replace: true });
  }, [path, home]);
  return (
    <Shell account={account} place={place}>
      <Suspense fallback={<Loading what="Abriendo la pantalla…" />}>{lost ? <Lost home={home} /> : screen(place.path, path)}</Suspense>
    </Shell>
  );
}

function screen(place: string, path: string): ReactNode {
  if (place === "/escritorio") return <DeskScreen />;
  if (place === "/tablero") return <BoardScreen />;
  if (place === "/usuarios") return <UsersScreen />;
  if (place === "/cuenta") return <AccountScreen />;
  if (place === "/indicadores") return <IndicatorsScreen />;
  if (place === "/sellos") return <SealsScreen />;
  const id = decodeURIComponent(path.split("/")[2] ?? "");
  if (place === "/bandeja") return <InboxScreen number={id} />;
  if (place === "/informes") return <ReportsScreen id={id} />;
  if (place === "/incidentes") return <IncidentsScreen id={id} />;
  if (place === "/observaciones") return <ObservationsScreen id={id} />;
  return place === "/mensajes" ? <MessagesScreen id={id} /> : <CallsScreen id={id} />;
}

function Lost({ home }: { home: string }) {
  return (
    <section style={{ padding: "3rem", display: "grid", gap: "0.5rem", alignContent: "start" }}>
      <h1>Esta página no existe para su perfil</h1>
      <p className="quiet">La dirección no existe, o su perfil no tiene permiso para verla.</p>
      <p><a href={home} onClick={(event) => { event.preventDefault(); go(home); }}>Volver al inicio</a></p>
    </section>
  );
}
