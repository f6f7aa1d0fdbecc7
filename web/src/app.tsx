/** Which screen: nobody signed in, or the shell around the one that the path names. */
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { accountQuery } from "./api/queries";
import type { Account } from "./api/contracts";
import { Failure, Loading } from "./parts/conditions";
import { go, usePath } from "./router";
import { DeskScreen } from "./screens/desk/desk";
import { homeOf, mayOpen, placeOf } from "./screens/places";
import { Shell } from "./screens/shell/shell";
import { SignIn } from "./screens/sign-in/sign-in";

const BoardScreen = lazy(() => import("./screens/board/board"));
const AccountScreen = lazy(() => import("./screens/account/account"));
const PasswordDue = lazy(() => import("./screens/sign-in/password-due"));
const FactorDue = lazy(() => import("./screens/sign-in/factor-due"));
const UsersScreen = lazy(() => import("./screens/users/users"));
const MessagesScreen = lazy(() => import("./screens/messages/messages"));
const InboxScreen = lazy(() => import("./screens/inbox/inbox"));
const IndicatorsScreen = lazy(() => import("./screens/oversight/indicators"));
const ReportsScreen = lazy(() => import("./screens/oversight/reports"));
const SealsScreen = lazy(() => import("./screens/oversight/seals"));
const IncidentsScreen = lazy(() => import("./screens/oversight/incidents"));
const ObservationsScreen = lazy(() => import("./screens/oversight/observations"));
const CallsScreen = lazy(() => import("./screens/calls/calls"));

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
