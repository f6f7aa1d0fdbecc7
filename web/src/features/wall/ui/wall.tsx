/** The wall: the figures of now for a television, in panels that rotate. It has no session, only a display's token. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { serverClock } from "../../../clock";
import { timeOfDay, weekdayAndDate } from "../../../formats";
import type { Wall } from "../../../api/displays";
import { chooseOptions, panelName } from "../model/options";
import { type Page, pagesOf } from "../model/pages";
import { useWall } from "../model/use-wall";
import { Pairing } from "./pairing";
import { PANEL_VIEWS } from "./panels";
import css from "./wall.module.css";
import { rich, t } from "../../../i18n/translate";

const PORTRAIT = "(orientation: portrait)";
const ROWS = { landscape: 4, portrait: 5 };
/** How long the controls stay after the last movement of the pointer. */
const CONTROLS_MS = 4_000;

export default function WallScreen() {
  const { state, silent, now, restart } = useWall();
  if (state.kind === "reading") return <Figures wall={state.wall} silent={silent} now={now} />;
  return (
    <Frame theme={chooseOptions(location.search, DARK).theme}>
      {state.kind === "opening" ? (
        <p className={css.alone} role="status">
          {state.failed
            ? t("Sin conexión con el servidor. La pantalla lo intenta de nuevo.")
            : t("Abriendo la pantalla…")}
        </p>
      ) : (
        <Pairing revoked={state.kind === "revoked"} done={restart} />
      )}
    </Frame>
  );
}

const DARK = { panels: [], seconds: 12, theme: "dark" } as const;

function Frame({ theme, silent, children }: { theme: string; silent?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = t("Pared · Atención");
  }, []);
  return (
    <div className={css.wall} data-theme={theme} data-silent={silent || undefined}>
      {children}
    </div>
  );
}

function Figures({ wall, silent, now }: { wall: Wall; silent: number | null; now: number }) {
  const options = chooseOptions(location.search, wall.settings);
  const pages = pagesOf(wall, options.panels, usePortrait() ? ROWS.portrait : ROWS.landscape);
  const [at, move] = useRotation(pages.length, options.seconds);
  const page = pages[at] ?? pages[0];
  useAwake();
  const ahead = serverClock.now() - Date.now();
  return (
    <Frame theme={options.theme} silent={silent !== null}>
      <header className={css.head}>
        <div>
          <p className={css.entity}>{wall.entity}</p>
          <h1>{page && panelName(page.panel)}</h1>
        </div>
        {silent === null ? (
          <p className={css.clock}>
            <span>{weekdayAndDate(now + ahead)}</span>
            <time>{timeOfDay(now + ahead)}</time>
          </p>
        ) : (
          <p className={css.silent} role="alert">
            {rich("Sin conexión desde las {timeOfDay}", { timeOfDay: <strong>{timeOfDay(silent + ahead)}</strong> })}
          </p>
        )}
      </header>
      <main className={css.panel}>{page && <PageView wall={wall} page={page} silent={silent} />}</main>
      <footer className={css.foot}>
        <Contingency wall={wall} />
        <Controls pages={pages} at={at} move={move} name={wall.settings.name} />
      </footer>
    </Frame>
  );
}

function PageView({ wall, page, silent }: { wall: Wall; page: Page; silent: number | null }) {
  const View = PANEL_VIEWS[page.panel];
  // The wait of a caller stops with the connection: it is unknown whether the caller still waits.
  return <View wall={wall} page={page} now={silent === null ? serverClock.now() : Date.parse(wall.at)} />;
}

/** The messages in force, on every panel: what callers hear now explains the figures. */
function Contingency({ wall }: { wall: Wall }) {
  if (wall.contingency.length === 0) return null;
  const lines = wall.contingency.map(({ line, message }) => `${line}: ${message}`);
  return <p className={css.message}>⚠ {lines.join(" · ")}</p>;
}

function Controls({
  pages,
  at,
  move,
  name,
}: {
  pages: readonly Page[];
  at: number;
  move: (by: number) => void;
  name: string;
}) {
  const shown = useMoving();
  return (
    <div className={css.controls}>
      <p className={css.name}>{name}</p>
      <p className={css.dots} aria-hidden="true">
        {pages.length > 1 &&
          pages.map((page, index) => <i key={`${page.panel}-${page.from}`} data-on={index === at || undefined} />)}
      </p>
      <p className={css.buttons} data-shown={shown || undefined}>
        {pages.length > 1 && (
          <>
            <button type="button" onClick={() => move(-1)}>
              {t("Anterior")}
            </button>
            <button type="button" onClick={() => move(1)}>
              {t("Siguiente")}
            </button>
          </>
        )}
        {document.fullscreenEnabled && (
          <button type="button" onClick={toggleFullScreen}>
            {t("Pantalla completa")}
          </button>
        )}
      </p>
    </div>
  );
}

const toggleFullScreen = () =>
  void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(
    () => {},
  );

/** Return the page shown and a function that moves by pages; it moves by itself after some seconds. */
function useRotation(pages: number, seconds: number): [number, (by: number) => void] {
  const [at, setAt] = useState(0);
  const shown = at % Math.max(pages, 1);
  useEffect(() => {
    if (pages < 2) return;
    const timer = setTimeout(() => setAt((shown + 1) % pages), seconds * 1000);
    return () => clearTimeout(timer);
  }, [shown, pages, seconds]);
  const move = (by: number) => setAt((shown + by + pages) % pages);
  const latest = useRef(move);
  latest.current = move;
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "ArrowRight") latest.current(1);
      else if (key === "ArrowLeft") latest.current(-1);
      else if (key.toLowerCase() === "f") toggleFullScreen();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return [shown, move];
}

function usePortrait(): boolean {
  const [portrait, setPortrait] = useState(() => matchMedia(PORTRAIT).matches);
  useEffect(() => {
    const query = matchMedia(PORTRAIT);
    const update = () => setPortrait(query.matches);
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, []);
  return portrait;
}

/** Return whether the pointer moved or a key was pressed just now. */
function useMoving(): boolean {
  const [moving, setMoving] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      setMoving(true);
      clearTimeout(timer);
      timer = setTimeout(() => setMoving(false), CONTROLS_MS);
    };
    const events = ["pointermove", "pointerdown", "keydown"];
    for (const event of events) addEventListener(event, show);
    return () => {
      clearTimeout(timer);
      for (const event of events) removeEventListener(event, show);
    };
  }, []);
  return moving;
}

/** Keep the screen on, where the browser can; it lets go whenever the page is hidden. */
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const request = async () => {
      if (document.visibilityState === "visible") lock = await navigator.wakeLock?.request("screen");
    };
    const again = () => void request().catch(() => {});
    again();
    document.addEventListener("visibilitychange", again);
    return () => {
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, []);
}
