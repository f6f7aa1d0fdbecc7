/**
 * Screens whose code loads when they are opened.
 *
 * `lazy` and `Suspense` would show a fallback for at least 300 ms, by which React spares users several of them in a row
 * (FALLBACK_THROTTLE_MS): also if the code comes after 20 ms, or is already there.
 */
import { type ComponentType, useEffect, useState } from "react";
import type { Account } from "../api/types";
import { Loading } from "./load-states";
import { t } from "../i18n/translate";

export interface ScreenProps {
  /** The part of the address behind the screen's path, or empty. */
  id: string;
}
type Screen = ComponentType<ScreenProps>;
interface ScreenModule {
  default: Screen;
  /** Begin to read what the screen shows first, before it is drawn. */
  prefetch?: (account: Account, id: string) => void;
}

/** The code of a screen, which is fetched once; a failed fetch is tried again. */
export class ScreenCode {
  screen: Screen | undefined;
  #loading: Promise<ScreenModule> | undefined;
  readonly #fetch: () => Promise<ScreenModule>;

  constructor(fetch: () => Promise<ScreenModule>) {
    this.#fetch = fetch;
  }

  load(): Promise<ScreenModule> {
    this.#loading ??= this.#fetch().then(
      (module) => {
        this.screen = module.default;
        return module;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}

/** Load the code before it is needed; the screen itself tries again, and reports a failure. */
export const preloadCode = (code: ScreenCode): Promise<unknown> => code.load().catch(() => undefined);

export function LazyScreen({ code, id }: ScreenProps & { code: ScreenCode }) {
  const [, setLoaded] = useState(false);
  const [failure, setFailure] = useState<{ error: unknown }>();
  useEffect(() => {
    if (code.screen) return;
    let shown = true;
    code.load().then(
      () => shown && setLoaded(true),
      (error: unknown) => shown && setFailure({ error }),
    );
    return () => {
      shown = false;
    };
  }, [code]);
  if (failure) throw failure.error;
  const Loaded = code.screen;
  return Loaded ? <Loaded id={id} /> : <Loading label={t("Abriendo la pantalla…")} />;
}
