/**
 * The help beside the screen: the section of the guide that explains it, the search, the shortcuts of the screen, and
 * what is new. The screen stays as it is, also in a call.
 */
import { Button, Checkbox } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Account, Call } from "../../../api/types";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { inPractice } from "../../../practice-mode";
import { screenGuides } from "../../shell/model/screen-guides";
import { sectionsUnder } from "../model/guide";
import { useGuide } from "../model/load-guide";
import { type SectionAddress, screenSection } from "../model/screen-sections";
import { GuideResults, GuideSearchField } from "./guide-search";
import { GuideText } from "./guide-text";
import css from "./help-panel.module.css";
import { NewsList } from "./news-list";
import { ShortcutList } from "./shortcut-list";
import { t } from "../../../i18n/translate";

export type HelpTab = "guide" | "keys" | "news";
const TABS = [
  ["guide", t("Esta pantalla")],
  ["keys", t("Atajos")],
  ["news", t("Lo nuevo")],
] as const;

export interface HelpPanelProps {
  account: Account;
  /** The path of the open page, and of its screen. */
  path: string;
  screen: string;
  stage: Call["stage"] | undefined;
  tab: HelpTab;
  setTab: (tab: HelpTab) => void;
  keySwitch: [boolean, (on: boolean) => void];
  startTour: () => void;
  close: () => void;
}

export default function HelpPanel(props: HelpPanelProps) {
  const { account, screen, tab, setTab, close } = props;
  const [chosen, choose] = useState<SectionAddress | null>(null);
  const heading = useFocusWhileOpen();
  useYieldToOffer(props.stage, close);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  const follow = (to: SectionAddress) => {
    choose(to);
    setTab("guide");
  };
  return (
    <aside className={css.panel} aria-label={t("Ayuda de esta pantalla")} onKeyDown={onKeyDown}>
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {t("Ayuda")}
        </h2>
        <button
          type="button"
          className={css.close}
          aria-label={t("Cerrar la ayuda")}
          title={t("Cerrar (Esc)")}
          onClick={close}
        >
          ✕
        </button>
      </header>
      <SegmentedControl label={t("Partes de la ayuda")} options={TABS} value={tab} onChange={setTab} />
      <div className={css.body}>
        {tab === "keys" && <ShortcutList path={screen} attends={account.advisor !== null} />}
        {tab === "news" && <NewsList account={account} follow={follow} />}
        {tab === "guide" && <ScreenHelp {...props} chosen={chosen} choose={choose} />}
      </div>
      <HelpTools {...props} />
    </aside>
  );
}

/** Return the heading that has the focus while the panel opens; where the focus was gets it back, if no other has it. */
function useFocusWhileOpen() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const panel = heading.current?.closest("aside");
    heading.current?.focus();
    return () => {
      if (panel?.contains(document.activeElement) || document.activeElement === document.body) before?.focus();
    };
  }, []);
  return heading;
}

/** The width up to which the panel covers the whole screen (help-panel.module.css). */
const COVERS = "(max-width: 60rem)";

/** Close the panel for a ringing call where it would cover it. */
function useYieldToOffer(stage: Call["stage"] | undefined, close: () => void): void {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (stage === "ringing" && matchMedia(COVERS).matches) latest.current();
  }, [stage]);
}

interface ScreenHelpProps extends HelpPanelProps {
  chosen: SectionAddress | null;
  choose: (to: SectionAddress | null) => void;
}

function ScreenHelp({ path, screen, stage, chosen, choose }: ScreenHelpProps) {
  const [typed, setTyped] = useState("");
  const own = screenSection(path, stage) ?? screenSection(screen, stage);
  const shown = chosen ?? own;
  const follow = (to: SectionAddress) => {
    setTyped("");
    choose(to);
  };
  // Another screen, or another moment of the call, shows its own section.
  const key = `${own?.guide}#${own?.section}`;
  const before = useRef(key);
  useEffect(() => {
    if (before.current !== key) choose(null);
    before.current = key;
  }, [key, choose]);
  return (
    <>
      <GuideSearchField typed={typed} setTyped={setTyped} />
      {typed.trim() ? (
        <GuideResults typed={typed} follow={follow} />
      ) : (
        <>
          {chosen && (
            <button type="button" className={css.back} onClick={() => choose(null)}>
              {t("← Volver a esta pantalla")}
            </button>
          )}
          {shown && <Section key={`${shown.guide}#${shown.section}`} address={shown} follow={follow} />}
          <MoreGuides screen={screen} follow={follow} />
        </>
      )}
    </>
  );
}

function Section({ address, follow }: { address: SectionAddress; follow: (to: SectionAddress) => void }) {
  const { data: guide, error, refetch } = useGuide(address.guide);
  if (error) return <Failure error={null} retry={() => void refetch()} title={t("No se pudo traer la guía.")} />;
  if (guide === undefined) return <Loading label={t("Trayendo la guía…")} />;
  if (guide === null) return <p>{t("Esa guía no existe.")}</p>;
  const sections = address.section ? sectionsUnder(guide, address.section) : guide.sections;
  const fragment = address.section ? `#${address.section}` : "";
  return (
    <>
      <p className="eyebrow">{guide.title}</p>
      <GuideText sections={sections.length ? sections : guide.sections} follow={follow} />
      {!inPractice && (
        <p>
          <Link to={`/ayuda/${guide.id}${fragment}`}>{t("Abrir la guía completa")}</Link>
        </p>
      )}
    </>
  );
}

/** The other guides of the screen. */
function MoreGuides({ screen, follow }: { screen: string; follow: (to: SectionAddress) => void }) {
  const guides = screenGuides(screen);
  if (!guides.length) return null;
  return (
    <section className={css.more} aria-label={t("Más sobre esta pantalla")}>
      <h3>{t("Más sobre esta pantalla")}</h3>
      <ul>
        {guides.map(({ id, name }) => (
          <li key={id}>
            <button type="button" onClick={() => follow({ guide: id, section: "" })}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What belongs to the help of every screen. */
function HelpTools({ keySwitch: [on, setOn], startTour }: Pick<HelpPanelProps, "keySwitch" | "startTour">) {
  return (
    <footer className={css.tools}>
      <Checkbox
        size="sm"
        label={t("Abrir con la tecla ?")}
        checked={on}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
      {!inPractice && (
        <>
          <Link to="/ayuda">{t("Todas las guías")}</Link>
          <Button size="compact-sm" variant="default" onClick={startTour}>
            {t("Repetir el recorrido")}
          </Button>
        </>
      )}
    </footer>
  );
}
