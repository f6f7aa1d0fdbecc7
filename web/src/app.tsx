/** The application's root: the sign-in screen without a session, otherwise the shell with the screen of the path. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { accountQuery, labelsQuery } from "./api/queries";
import type { Account } from "./api/types";
import { LazyScreen, ScreenCode } from "./components/lazy-screen";
import { Failure, Loading } from "./components/load-states";
import { LabelsContext } from "./labels";
import { currentPath, navigate, usePath } from "./router";
import { DeskScreen } from "./features/desk/ui/desk";
import { homePath, mayOpen, findRoute } from "./routes";
import { Shell } from "./features/shell/ui/shell";
import { SignIn } from "./features/sign-in/ui/sign-in";
import { claimLocalDrafts } from "./local-drafts";
import { PracticeWithoutSession, WhilePractising } from "./features/practice/ui/practice-end";
import { addressOf, inPractice } from "./practice-mode";
import { SCREENS, screenId } from "./screens";
import { t } from "./i18n/translate";

const PASSWORD_CHANGE = new ScreenCode(() => import("./features/sign-in/ui/password-change-required"));
const SECOND_FACTOR = new ScreenCode(() => import("./features/sign-in/ui/second-factor-required"));

const WALL_PATH = "/pared";

/** A wall display has no session; every other screen needs one. */
export function App() {
  return currentPath() === WALL_PATH ? renderScreen(WALL_PATH, WALL_PATH) : <SessionApp />;
}

function SessionApp() {
  const { data: account, error, isPending, refetch } = useQuery(accountQuery);
  if (isPending) return <Loading label={t("Abriendo Atención…")} />;
  if (error && account === undefined)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir Atención.")} />;
  if (!account) return inPractice ? <PracticeWithoutSession /> : <SignIn />;
  if (account.password_change_due) return <LazyScreen code={PASSWORD_CHANGE} id="" />;
  if (account.second_factor_due) return <LazyScreen code={SECOND_FACTOR} id="" />;
  return <SignedInApp account={account} />;
}

function SignedInApp({ account }: { account: Account }) {
  const path = usePath();
  const route = findRoute(path);
  const home = homePath(account);
  const isUnavailable = !route || !mayOpen(account, route);
  const { data: labels, error, refetch } = useQuery(labelsQuery);
  useEffect(() => claimLocalDrafts(account.user), [account.user]);
  useEffect(() => {
    if (path === "/" || path === "/ingreso") navigate(home, { replace: true });
  }, [path, home]);
  if (!labels)
    return error ? (
      <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir Atención.")} />
    ) : (
      <Loading label={t("Abriendo Atención…")} />
    );
  const screen = isUnavailable ? <NotFound home={home} /> : renderScreen(route.path, path);
  return (
    <LabelsContext value={labels}>
      <Shell account={account} place={route}>
        {inPractice ? <WhilePractising>{screen}</WhilePractising> : screen}
      </Shell>
    </LabelsContext>
  );
}

function renderScreen(place: string, path: string): ReactNode {
  if (place === "/escritorio") return <DeskScreen />;
  const code = SCREENS[place];
  return code && <LazyScreen key={place} code={code} id={screenId(place, path)} />;
}

function NotFound({ home }: { home: string }) {
  return (
    <section style={{ padding: "3rem", display: "grid", gap: "0.5rem", alignContent: "start" }}>
      <h1>{t("No puede abrir esta página")}</h1>
      <p className="quiet">{t("La dirección no existe o su rol no permite verla.")}</p>
      <p>
        <a
          href={addressOf(home)}
          onClick={(event) => {
            event.preventDefault();
            navigate(home);
          }}
        >
          {t("Volver al inicio")}
        </a>
      </p>
    </section>
  );
}
