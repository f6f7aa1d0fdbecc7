/** The form of a call for the screen: a DraftKeeper with the browser's storage, a broadcast channel and HTTP. */
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { unwrap, api } from "../../../api/client";
import type { TicketDraft, TicketForm } from "../../../api/types";
import { ApiProblem } from "../../../api/problem";
import {
  DraftKeeper,
  type DraftStores,
  type Schedule,
  type TabMessage,
  type ServerStore,
  type TabChannel,
} from "./draft";
import { localStore } from "../../../local-drafts";
import { useIsLive } from "../../../realtime/desk-hooks";

function openTabChannel(): TabChannel {
  const channel = new BroadcastChannel("atencion.draft");
  return {
    send: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.onmessage = (event: MessageEvent<TabMessage>) => listener(event.data);
      return () => channel.close();
    },
  };
}

const callPath = (call: string) => ({ params: { path: { call_id: call } } });

/** Cast the server's draft: it stores only what these screens saved. */
const toTicketDraft = (kept: { revision: number; form: object | null }): TicketDraft => kept as TicketDraft;

async function loadDraft(call: string): Promise<TicketDraft | null> {
  try {
    return toTicketDraft(await unwrap(api.GET("/api/v1/calls/{call_id}/draft", callPath(call))));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

const serverStore: ServerStore = {
  load: loadDraft,
  save: async (call, { revision, form }: { revision: number; form: TicketForm }) => {
    try {
      const body = { revision, form: { ...form } };
      return {
        saved: true,
        draft: toTicketDraft(await unwrap(api.PUT("/api/v1/calls/{call_id}/draft", { ...callPath(call), body }))),
      };
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === "draft_changed")) throw error;
      const newer = (error.body.draft as TicketDraft | undefined) ?? (await loadDraft(call));
      return { saved: false, draft: newer ?? { revision: 0, form: null } };
    }
  },
};

const schedule: Schedule = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

export const deleteDraft = (call: string) => unwrap(api.DELETE("/api/v1/calls/{call_id}/draft", callPath(call)));

class SharedDraft {
  keeper: DraftKeeper;
  #listeners = new Set<() => void>();
  constructor(call: string) {
    const stores: DraftStores = {
      localStore,
      tabChannel: openTabChannel(),
      serverStore,
      schedule,
      ticketKey: (serial) => `${call}-${serial}`,
    };
    this.keeper = new DraftKeeper(call, stores, () => this.#listeners.forEach((listener) => listener()));
  }
  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Drafts by call: two components with the same call share one keeper. */
const sharedDrafts = new Map<string, { draft: SharedDraft; users: number }>();

function acquireDraft(call: string): SharedDraft {
  const known = sharedDrafts.get(call) ?? { draft: new SharedDraft(call), users: 0 };
  sharedDrafts.set(call, known);
  return known.draft;
}

export function useDraft(call: string) {
  const draft = useMemo(() => acquireDraft(call), [call]);
  useEffect(() => {
    const entry = sharedDrafts.get(call) ?? { draft, users: 0 };
    entry.users += 1;
    return () => {
      entry.users -= 1;
      if (entry.users || sharedDrafts.get(call) !== entry) return;
      sharedDrafts.delete(call);
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

/** Return whether this tab rings: the first open tab of the browser. */
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
      .catch(() => {}); // aborted before it held the lock
    return () => {
      leaving.abort();
      release();
    };
  }, []);
  return first;
}
