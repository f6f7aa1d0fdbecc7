/** The frame around every screen: the navigation, the user, their presence, and the connection status. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useObservations } from "../../../api/observations";
import { accountQuery, forgetAccount } from "../../../api/queries";
import type { Account } from "../../../api/types";
import { Dialog } from "../../../components/dialog";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { useShortcuts } from "../../../keyboard-shortcuts";
import { phone } from "../../../phone/store";
import { useConnectionState, useCurrentCall, useDeskConnection, useOwnAdvisor } from "../../../realtime/desk-hooks";
import { desk } from "../../../realtime/desk-store";
import { canListen } from "../../../realtime/listening";
import { usePath } from "../../../router";
import { groupRoutes, type Route } from "../../../routes";
import { useCallNotifications } from "../../desk/model/call-notifications";
import { inPractice } from "../../../practice-mode";
import type { FirstStepsProps } from "../../help/ui/first-steps";
import type { HelpPanelProps, HelpTab } from "../../help/ui/help-panel";
import { useHelpKey, useHelpKeySwitch } from "../../help/model/help-key";
import { UnreadMessages } from "../../announcements/ui/unread-messages";
import { Bell } from "../../notifications/ui/bell";
import { type ActionName, SEARCH_PERMISSION } from "../../search/model/options";
import { PracticeBanner } from "../../practice/ui/practice-banner";
import { clearRecentOptions } from "../../search/model/recent";
import { SearchButton } from "../../search/ui/search-button";
import { SearchPalette } from "../../search/ui/search-palette"; // not lazy: what is typed right after Ctrl K would be lost
import { BrowserPhone } from "./browser-phone";
import { ConnectionBanner, ConnectionStatus, PhoneStatus, useRefetchAfterReconnect } from "./connection-status";
import { PresenceMenu } from "./presence-menu";
import { Rail } from "./rail";
import css from "./shell.module.css";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { SignOutDialog, useSignOutFlow } from "./sign-out-dialog";
import { t } from "../../../i18n/translate";

/** More tabs than the header has room for are below it. */
const HEADER_TABS = 6;

// Without a network the help cannot be fetched, and the screen must go on without it.
const HelpPanel = lazy(() => import("../../help/ui/help-panel").catch(() => ({ default: MissingHelp })));
const FirstSteps = lazy(() => import("../../help/ui/first-steps").catch(() => ({ default: () => null })));

function MissingHelp({ close }: { close: () => void }) {
  return (
    <Dialog title={t("Ayuda")} onClose={close}>
      <p role="alert">{t("No se pudo traer la ayuda. Cuando vuelva la red, cargue la página de nuevo.")}</p>
    </Dialog>
  );
}

export function Shell({
  account,
  place,
  children,
}: {
  account: Account;
  place: Route | undefined;
  children: ReactNode;
}) {
  const [showsKeys, setShowsKeys] = useState(false);
  const [help, setHelp] = useState<HelpTab | null>(null);
  const [tourAsked, setTourAsked] = useState(false);
  const [searches, setSearches] = useState(false);
  const signOut = useSignOutFlow();
  const leave = inPractice ? () => globalThis.location.assign("/practica") : signOut.ask;
  const act = (action: ActionName) => {
    if (action === "help") setHelp("guide");
    else if (action === "shortcuts") setShowsKeys(true);
    else leave();
  };
  useDeskSession(canListen(account));
  useRefetchAfterReconnect();
  useShortcuts({ help: () => setShowsKeys((shown) => !shown) });
  const keySwitch = useHelpKeySwitch();
  useHelpKey(keySwitch[0], () => setHelp((open) => (open ? null : "guide")));
  const path = usePath();
  const settled = useSettled();
  const endTour = useCallback(() => setTourAsked(false), []);
  const places = place?.group ? groupRoutes(account, place.group) : [];
  const many = places.length > HEADER_TABS;
  const tabs = place?.group && <RouteTabs places={places} group={place.group} here={place} many={many} />;
  // An advisor's presence fills the header.
  const tabsBelow = account.advisor !== null || many;
  return (
    <div className={css.shell} data-help={help ? true : undefined}>
      <CallNotifications screenName={place?.name ?? "Atención"} />
      <a className="skip" href="#contenido">
        {t("Ir al contenido")}
      </a>
      <Rail
        account={account}
        place={place}
        showKeys={() => setShowsKeys(true)}
        showHelp={() => setHelp((open) => (open ? null : "guide"))}
        leave={leave}
      />
      <header className={css.top}>
        {canListen(account) && place?.path !== "/escritorio" && <CallLink />}
        {account.advisor ? (
          <PresenceMenu mayChange={!inPractice} />
        ) : (
          (!place?.group || tabsBelow) && <p className={css.place}>{place?.group ?? place?.name}</p>
        )}
        {!tabsBelow && tabs}
        <div className={css.signs}>
          {account.permissions.includes(SEARCH_PERMISSION) && <SearchButton open={() => setSearches(true)} />}
          {account.advisor && <PhoneStatus registered={account.phone.registered} />}
          {canListen(account) && <ConnectionStatus />}
          <Bell />
        </div>
      </header>
      <main id="contenido" className={css.main} tabIndex={-1} data-tour="contenido">
        {tabsBelow && tabs}
        {inPractice && <PracticeBanner />}
        <ConnectionBanner isAdvisor={account.advisor !== null} />
        {account.advisor && account.phone.browser && <BrowserPhone />}
        <UnreadMessages />
        {signOut.failed && (
          <Failure error={signOut.failed} retry={signOut.leave} title={t("No se pudo cerrar la sesión.")} />
        )}
        {signOut.leaving ? <Loading label={t("Cerrando la sesión…")} /> : children}
      </main>
      {signOut.asks && (
        <SignOutDialog
          call={signOut.asks}
          byBrowser={account.phone.browser}
          leave={signOut.leave}
          close={signOut.stay}
        />
      )}
      {help && (
        <Suspense>
          <HelpOfCall
            account={account}
            path={path}
            screen={place?.path ?? ""}
            tab={help}
            setTab={setHelp}
            keySwitch={keySwitch}
            startTour={() => {
              setHelp(null);
              setTourAsked(true);
            }}
            close={() => setHelp(null)}
          />
        </Suspense>
      )}
      {(settled || tourAsked) && !inPractice && (
        <Suspense>
          <FirstStepsBetweenCalls
            account={account}
            asked={tourAsked}
            onAskedEnd={endTour}
            showNews={() => setHelp("news")}
          />
        </Suspense>
      )}
      {searches && <SearchPalette account={account} act={act} close={() => setSearches(false)} />}
      {showsKeys && (
        <ShortcutsDialog
          path={place?.path ?? ""}
          attends={account.advisor !== null}
          close={() => setShowsKeys(false)}
        />
      )}
    </div>
  );
}

// What follows a call is drawn apart from the frame, which a call does not change.

function CallNotifications({ screenName }: { screenName: string }) {
  useCallNotifications(useOwnAdvisor(), useCurrentCall(), screenName);
  return null;
}

function CallLink() {
  if (!useCurrentCall()) return null;
  return (
    <Link to="/escritorio" className={css.toCall}>
      {t("Ver la llamada")}
    </Link>
  );
}

function HelpOfCall(props: Omit<HelpPanelProps, "stage">) {
  return <HelpPanel {...props} stage={useCurrentCall()?.stage} />;
}

function FirstStepsBetweenCalls(props: Omit<FirstStepsProps, "call">) {
  const [call, advisor] = [useCurrentCall(), useOwnAdvisor()];
  const state = call ? "running" : props.account.advisor !== null && !advisor ? "unknown" : "none";
  return <FirstSteps {...props} call={state} />;
}

interface RouteTabsProps {
  places: Route[];
  group: string;
  here: Route;
  /** Whether they have a row of their own, which becomes two rows in a window too narrow for one. */
  many: boolean;
}

/** The screens of a group as tabs. */
function RouteTabs({ places, group, here, many }: RouteTabsProps) {
  const tabs = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen moves its tab into view
  useEffect(() => {
    // Braces: newer browsers return a promise here, and React calls what an effect returns as its cleanup.
    void tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [here]);
  return (
    <nav aria-label={group} className={css.places} data-many={many || undefined} ref={tabs}>
      {places.map((each) => (
        <Link key={each.path} to={each.path} className={css.tab} aria-current={each === here ? "page" : undefined}>
          {each.name}
          {each.path === "/observaciones" && <WaitingCounts />}
        </Link>
      ))}
    </nav>
  );
}

/** The number of unanswered observations, and whether one is late. */
function WaitingCounts() {
  const { data } = useObservations({});
  if (!data?.waiting) return null;
  const words = data.late
    ? t("{waiting} por responder, {late} fuera de plazo", { waiting: data.waiting, late: data.late })
    : t("{waiting} por responder", { waiting: data.waiting });
  return (
    <span className={css.waiting} data-late={data.late > 0 || undefined} title={words}>
      <span aria-hidden="true">{data.waiting}</span>
      <span className="unseen">({words})</span>
    </span>
  );
}

const SETTLES_AFTER_MS = 1_000;

/** Return whether the screen had a moment to load: what can wait is loaded only then. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLES_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

/** Keep the desk connection open while the shell is mounted; when the session ends, show the sign-in screen. */
function useDeskSession(listens: boolean): void {
  const client = useQueryClient();
  const link = useConnectionState();
  const lookAgain = useCallback(
    () => void client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true }),
    [client],
  );
  useDeskConnection(listens, lookAgain);
  const ended = link.phase === "ended";
  useEffect(() => {
    if (!ended) return;
    if (inPractice) return lookAgain(); // the practice is over, and perhaps not the session
    void phone.stop();
    desk.reset();
    clearRecentOptions();
    forgetAccount(client);
  }, [ended, client, lookAgain]);
}
