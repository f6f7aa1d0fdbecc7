/** The reading of a wall: every two seconds, for as long as the page is open, through failures and restarts. */
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { readWall } from "../../../api/displays";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { type Answer, isCurrentPage, nextState, silentSince, type WallState } from "./freshness";

const INTERVAL_MS = 2_000;
const TIMEOUT_MS = 5_000;
const UPGRADE_CHECK_MS = 60_000;
/** A television that was paired once, so that after a restart of its browser it says that it was revoked. */
const PAIRED_KEY = "atencion.pantalla";

/** A browser that forbids storage, as in a kiosk, asks for a code instead. */
function wasPaired(): boolean {
  try {
    return localStorage.getItem(PAIRED_KEY) !== null;
  } catch {
    return false;
  }
}
function rememberPaired(): void {
  try {
    localStorage.setItem(PAIRED_KEY, "1");
  } catch {
    // Nothing to do: see `wasPaired`.
  }
}
const INITIAL: WallState = { kind: "opening", failed: false };

async function ask(): Promise<Answer> {
  try {
    const wall = await readWall(TIMEOUT_MS);
    serverClock.observe(wall.at);
    return { kind: "read", wall };
  } catch (error) {
    return { kind: error instanceof ApiProblem && error.status === 401 ? "refused" : "failed" };
  }
}

export interface WallReading {
  state: WallState;
  /** Since when there is no connection; null while the figures are of now. */
  silent: number | null;
  now: number;
  /** Read again at once, after pairing. */
  restart: () => void;
}

export function useWall(): WallReading {
  const [state, dispatch] = useReducer(
    (before: WallState, answer: Answer | null) => (answer ? nextState(before, answer, Date.now()) : INITIAL),
    INITIAL,
  );
  const now = useNow();
  const stops = state.kind === "unpaired" || state.kind === "revoked";
  useEffect(() => {
    if (stops) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const read = async () => {
      const answer = await ask();
      if (over) return;
      dispatch(answer);
      timer = setTimeout(() => void read(), INTERVAL_MS);
    };
    void read();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [stops]);
  useEffect(() => {
    if (state.kind === "reading") rememberPaired();
  }, [state.kind]);
  const restart = useCallback(() => dispatch(null), []);
  const silent = silentSince(state, now);
  useUpgrade(state.kind === "reading" && silent === null);
  const shown: WallState = state.kind === "unpaired" && wasPaired() ? { kind: "revoked" } : state;
  return { state: shown, silent, now, restart };
}

/** Return the local time, every half second and when the page is shown again. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const update = () => setNow(Date.now());
    const timer = setInterval(update, 500);
    document.addEventListener("visibilitychange", update);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", update);
    };
  }, []);
  return now;
}

/** Reload the page after an upgrade of the server: when it connects again, and every minute. */
function useUpgrade(connected: boolean): void {
  const checking = useRef(false);
  useEffect(() => {
    if (!connected) return;
    const check = async () => {
      if (checking.current) return;
      checking.current = true;
      await reloadAfterUpgrade().catch(() => {});
      checking.current = false;
    };
    void check();
    const timer = setInterval(() => void check(), UPGRADE_CHECK_MS);
    return () => clearInterval(timer);
  }, [connected]);
}

async function reloadAfterUpgrade(): Promise<void> {
  const script = document.querySelector("script[type=module][src]")?.getAttribute("src");
  const answer = await fetch(location.pathname, { cache: "no-cache", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (script && answer.ok && !isCurrentPage(await answer.text(), script)) location.reload();
}
