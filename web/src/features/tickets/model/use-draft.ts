/** The form of a call for the screen: a DraftKeeper over the browser's own storage, channel and HTTP. */
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { answer, api } from "../../../api/client";
import type { Draft, Form } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import { DraftKeeper, type Keepers, type Later, type Shelf, type TabMessage, type Vault, type Wire } from "./draft";
import { useIsLive } from "../../../realtime/desk-hooks";

const shelfName = (call: string): string => `atencion.draft.${call}`;
export const shelf: Shelf = {
  read: (call) => sessionStorage.getItem(shelfName(call)),
  write: (call, text) => sessionStorage.setItem(shelfName(call), text),
  remove: (call) => sessionStorage.removeItem(shelfName(call)),
};

function tabs(): Wire {
  const channel = new BroadcastChannel("atencion.draft");
  return {
    send: (message) => channel.postMessage(message),
    listen: (hear) => {
      channel.onmessage = (event: MessageEvent<TabMessage>) => hear(event.data);
      return () => channel.close();
    },
  };
}

const path = (call: string) => ({ params: { path: { call_id: call } } });

/** The server gives back what it was given: by these screens, so it is a form. */
const asDraft = (kept: { revision: number; form: object | null }): Draft => kept as Draft;

async function load(call: string): Promise<Draft | null> {
  try {
    return asDraft(await answer(api.GET("/api/v1/calls/{call_id}/draft", path(call))));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

const vault: Vault = {
  load,
  save: async (call, { revision, form }: { revision: number; form: Form }) => {
    try {
      const body = { revision, form: { ...form } };
      return { saved: true, draft: asDraft(await answer(api.PUT("/api/v1/calls/{call_id}/draft", { ...path(call), body }))) };
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === "draft_changed")) throw error;
      const newer = (error.body.draft as Draft | undefined) ?? (await load(call));
      return { saved: false, draft: newer ?? { revision: 0, form: null } };
    }
  },
};

const later: Later = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** At the end of a session: the next person at this browser finds no word of it. */
export function clearShelf(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(shelfName(""))) sessionStorage.removeItem(name);
}

export const dropDraft = (call: string) => answer(api.DELETE("/api/v1/calls/{call_id}/draft", path(call)));

class Living {
  keeper: DraftKeeper;
  #listeners = new Set<() => void>();
  constructor(call: string) {
    const keepers: Keepers = { shelf, wire: tabs(), vault, later, keyOf: (serial) => `${call}-${serial}` };
    this.keeper = new DraftKeeper(call, keepers, () => this.#listeners.forEach((listener) => listener()));
  }
  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Two parts of the screen that show the same call share one keeper. */
const living = new Map<string, { draft: Living; users: number }>();

function take(call: string): Living {
  const known = living.get(call) ?? { draft: new Living(call), users: 0 };
  living.set(call, known);
  return known.draft;
}

export function useDraft(call: string) {
  const draft = useMemo(() => take(call), [call]);
  useEffect(() => {
    const entry = living.get(call) ?? { draft, users: 0 };
    entry.users += 1;
    return () => {
      entry.users -= 1;
      if (entry.users || living.get(call) !== entry) return;
      living.delete(call);
      draft.keeper.close();
    };
  }, [call, draft]);
  const live = useIsLive();
  useEffect(() => {
    if (live) draft.keeper.flush();
  }, [live, draft]);
  const view = useSyncExternalStore(draft.subscribe, () => draft.keeper.view);
  return { ...view, keeper: draft.keeper };
}

/** Whether this tab is the one that rings: of all tabs of a browser, the first that is still open. */
export function useIsFirstTab(): boolean {
  const [first, setFirst] = useState(!navigator.locks);
  useEffect(() => {
    if (!navigator.locks) return;
    const leaving = new AbortController();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    navigator.locks
      .request("atencion.ring", { signal: leaving.signal }, () => {
        setFirst(true);
        return held;
      })
      .catch(() => {}); // left the queue before its turn came
    return () => {
      leaving.abort();
      release();
    };
  }, []);
  return first;
}
