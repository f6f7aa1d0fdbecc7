/**
 * The half-filled form of one call, kept where it cannot be lost: in this tab at once, in the browser's other tabs at
 * once, and at the server a moment later.
 *
 * Owns when to write where. It knows neither screens nor HTTP: the three keepers are given to it.
 */
import type { TicketDraft, TicketForm } from "../../../api/types";
import { emptyForm, type FormField, isEmptyForm, mergeForms, equalForms } from "./form";

export const DEBOUNCE_MS = 800;
export const RETRY_DELAY_MS = 4_000;
/** So long a save that is on its way is waited for before something is filed. */
export const HOLD_TIMEOUT_MS = 1_500;

/** Keeps across a reload. */
export interface LocalStore {
  read(call: string): string | null;
  write(call: string, text: string): void;
  remove(call: string): void;
}
/** Reaches the other tabs. */
export interface TabChannel {
  send(message: TabMessage): void;
  listen(hear: (message: TabMessage) => void): () => void;
}
export interface TabMessage {
  call: string;
  base: TicketForm;
  form: TicketForm;
  revision: number;
  /** From a tab that has just opened: the others say what they have. */
  asks?: boolean;
  /** The petition was filed, and the server dropped the draft with it: what is kept there begins anew. */
  filed?: boolean;
}
/** Keeps at the server. `save` answers with the newer draft when another one was first. */
export interface ServerStore {
  load(call: string): Promise<TicketDraft | null>;
  save(call: string, draft: { revision: number; form: TicketForm }): Promise<{ saved: boolean; draft: TicketDraft }>;
}
export type Schedule = (ms: number, act: () => void) => () => void;

/** `here`: kept in this browser only. `saved`: at the server too. */
export type SaveState = "here" | "saving" | "saved";
export interface DraftView {
  form: TicketForm;
  conflicts: Partial<Record<FormField, string>>;
  saveState: SaveState;
}

export interface DraftStores {
  localStore: LocalStore;
  tabChannel: TabChannel;
  serverStore: ServerStore;
  schedule: Schedule;
  /** The key of the first, second… ticket of the call: the same in every tab, so that a ticket is filed once. */
  ticketKey: (serial: number) => string;
}

export class DraftKeeper {
  view: DraftView;
  #base: TicketForm;
  #revision = 0;
  #cancel: (() => void) | null = null;
  #saving: Promise<void> | null = null;
  #loading: Promise<void> | null;
  #paused = false;
  #closed = false;
  #unlisten: () => void;
  readonly #call: string;
  readonly #stores: DraftStores;
  readonly #onChange: () => void;

  constructor(call: string, keepers: DraftStores, onChange: () => void) {
    this.#call = call;
    this.#stores = keepers;
    this.#onChange = onChange;
    const shelved = readLocalDraft(keepers.localStore, call);
    const form = shelved?.form ?? emptyForm(keepers.ticketKey(1));
    this.#base = shelved?.base ?? emptyForm(form.key);
    this.#revision = shelved?.revision ?? 0;
    this.view = { form, conflicts: {}, saveState: "here" };
    this.#unlisten = keepers.tabChannel.listen((message) => this.#receive(message));
    keepers.tabChannel.send({ ...this.#tabMessage(), asks: true });
    this.#loading = this.#load();
  }

  edit(change: Partial<TicketForm>): void {
    this.#setView({ ...this.view, form: { ...this.view.form, ...change }, saveState: "here" });
    this.#storeLocally();
    this.#stores.tabChannel.send(this.#tabMessage());
    this.#saveIn(DEBOUNCE_MS);
  }

  /** Take the other version's words for a field, or let them go. */
  resolveConflict(field: FormField, take: boolean): void {
    const { [field]: words, ...other } = this.view.conflicts;
    this.#setView({ ...this.view, conflicts: other });
    if (take && words !== undefined) this.edit({ [field]: words });
  }

  /**
   * Save nothing while something else happens with the call, and wait for what is on its way: with a filing the server
   * drops the draft, and a save that came later would meet nothing.
   */
  async pauseSaving(): Promise<void> {
    this.#paused = true;
    this.#cancel?.();
    if (!this.#saving) return;
    await Promise.race([this.#saving, new Promise<void>((done) => this.#stores.schedule(HOLD_TIMEOUT_MS, done))]);
  }

  /** What was typed meanwhile is saved. */
  resumeSaving(): void {
    this.#paused = false;
    if (this.#closed) return;
    if (this.view.saveState === "here" && !isEmptyForm(this.view.form)) this.#saveIn(DEBOUNCE_MS);
  }

  /** The petition has its number, and the server keeps no draft: the next save, of what is to come, is a first one. */
  markFiled(ticket: string): void {
    const form = { ...this.view.form, ticket };
    this.#base = form;
    this.#revision = 0;
    this.#setView({ ...this.view, form, saveState: "here" });
    this.#storeLocally();
    this.#stores.tabChannel.send({ ...this.#tabMessage(), filed: true });
  }

  /** A second ticket in the same call: a clean form under a key of its own. */
  startAnother(): void {
    const serial = Number(this.view.form.key.split("-").at(-1)) + 1;
    this.edit({ text: "", answer: "", outcome: "", ticket: "", key: this.#stores.ticketKey(serial) });
  }

  /** The server is back: what is kept only here goes there now. */
  flush(): void {
    if (this.view.saveState === "here" && !isEmptyForm(this.view.form)) void this.#save();
  }

  /** The call is done with: nothing to keep any more. */
  discard(): void {
    this.close();
    this.#stores.localStore.remove(this.#call);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#unlisten();
  }

  async #load(): Promise<void> {
    const draft = await this.#stores.serverStore.load(this.#call).catch(() => null);
    this.#loading = null;
    if (draft?.form && !this.#closed) this.#mergeServerDraft(draft.form, draft.revision);
  }

  #mergeServerDraft(theirs: TicketForm, revision: number): void {
    const { form, conflicts: other } = mergeForms(this.#base, this.view.form, theirs);
    this.#base = theirs;
    this.#revision = revision;
    const even = equalForms(form, theirs);
    this.#setView({ form, conflicts: { ...this.view.conflicts, ...other }, saveState: even ? "saved" : "here" });
    this.#storeLocally();
    if (!even) this.#saveIn(DEBOUNCE_MS);
  }

  /** The other tab typed: what it changed comes in, and it is the one who saves. */
  #receive(message: TabMessage): void {
    if (message.call !== this.#call) return;
    if (message.asks && !isEmptyForm(this.view.form)) this.#stores.tabChannel.send(this.#tabMessage());
    if (message.revision < this.#revision && !message.filed) return;
    const form = mergeTabMessage(this.#base, this.view.form, message);
    this.#base = message.base;
    this.#revision = message.revision;
    this.#setView({ ...this.view, form, saveState: equalForms(message.base, form) ? "saved" : "here" });
    this.#storeLocally();
  }

  #saveIn(ms: number): void {
    this.#cancel?.();
    if (this.#paused) return;
    this.#cancel = this.#stores.schedule(ms, () => void this.#save());
  }

  /**
   * Save what the server does not have. After a reload the server may have a newer revision than this tab: the page
   * left before it read the answer to its last save. So the first save waits until the draft was loaded.
   */
  async #save(): Promise<void> {
    if (this.#loading) await this.#loading;
    if (this.#saving || this.#paused || this.#closed || this.view.saveState !== "here") return;
    this.#saving = this.#send();
    await this.#saving;
  }

  async #send(): Promise<void> {
    const sent = this.view.form;
    this.#setView({ ...this.view, saveState: "saving" });
    try {
      const { saved, draft } = await this.#stores.serverStore.save(this.#call, {
        revision: this.#revision,
        form: sent,
      });
      this.#saving = null;
      if (!this.#closed) this.#saved(saved, sent, draft);
    } catch {
      this.#saving = null;
      if (!this.#closed) this.#retry();
    }
  }

  #retry(): void {
    this.#setView({ ...this.view, saveState: "here" });
    this.#saveIn(RETRY_DELAY_MS);
  }

  #saved(saved: boolean, sent: TicketForm, draft: TicketDraft): void {
    if (!saved && draft.form) return this.#mergeServerDraft(draft.form, draft.revision);
    this.#revision = draft.revision;
    if (!saved) return this.#retry(); // the server has none any more
    this.#base = sent;
    const even = equalForms(this.view.form, sent);
    this.#setView({ ...this.view, saveState: even ? "saved" : "here" });
    this.#storeLocally();
    if (even) this.#stores.tabChannel.send(this.#tabMessage());
    else this.#saveIn(DEBOUNCE_MS);
  }

  #tabMessage(): TabMessage {
    return { call: this.#call, base: this.#base, form: this.view.form, revision: this.#revision };
  }

  #storeLocally(): void {
    const { call, ...kept } = this.#tabMessage();
    this.#stores.localStore.write(call, JSON.stringify(kept));
  }

  #setView(view: DraftView): void {
    this.view = view;
    this.#onChange();
  }
}

/** What the other tab typed comes in; so does what it knows and this tab has not touched. */
function mergeTabMessage(base: TicketForm, mine: TicketForm, message: TabMessage): TicketForm {
  const keys = Object.keys(message.form) as (keyof TicketForm)[];
  const theirs = keys.filter((key) => message.form[key] !== message.base[key] || mine[key] === base[key]);
  return { ...mine, ...Object.fromEntries(theirs.map((key) => [key, message.form[key]])) };
}

function readLocalDraft(shelf: LocalStore, call: string): Omit<TabMessage, "call"> | null {
  try {
    const kept = JSON.parse(shelf.read(call) ?? "null") as Omit<TabMessage, "call"> | null;
    return kept?.form && kept.base ? kept : null;
  } catch {
    return null;
  }
}
