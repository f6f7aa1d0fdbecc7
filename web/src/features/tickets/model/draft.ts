/**
 * The half-filled form of one call. It is stored in this tab and sent to the browser's other tabs at once, and saved at
 * the server a moment later.
 *
 * Owns when each store is written. It knows neither screens nor HTTP: the stores are arguments.
 */
import type { TicketDraft, TicketForm } from "../../../api/types";
import type { LocalStore } from "../../../local-drafts";
import { completeForm, emptyForm, type FormField, isEmptyForm, mergeForms, equalForms } from "./form";

export const DEBOUNCE_MS = 800;
export const RETRY_DELAY_MS = 4_000;
/** Longest wait for a save in progress before a ticket is filed. */
export const HOLD_TIMEOUT_MS = 1_500;

/** Messages between the tabs of this browser. */
export interface TabChannel {
  send(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): () => void;
}
export interface TabMessage {
  call: string;
  base: TicketForm;
  form: TicketForm;
  revision: number;
  /** Set by a tab that has just opened: the other tabs answer with their form. */
  asks?: boolean;
  /** The petition was filed, and the server deleted the draft with it: the next save is a first one. */
  filed?: boolean;
}
/** The draft at the server. `save` returns the newer draft if another save came first. */
export interface ServerStore {
  load(call: string): Promise<TicketDraft | null>;
  save(call: string, draft: { revision: number; form: TicketForm }): Promise<{ saved: boolean; draft: TicketDraft }>;
}
export type Schedule = (ms: number, act: () => void) => () => void;

/** `here`: stored in this browser only. `saved`: at the server, too. */
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
  /** Return the key of the call's first, second… ticket: the same in every tab, so that a ticket is filed once. */
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

  constructor(call: string, stores: DraftStores, onChange: () => void) {
    this.#call = call;
    this.#stores = stores;
    this.#onChange = onChange;
    const local = readLocalDraft(stores.localStore, call);
    const form = local?.form ?? emptyForm(stores.ticketKey(1));
    this.#base = local?.base ?? emptyForm(form.key);
    this.#revision = local?.revision ?? 0;
    this.view = { form, conflicts: {}, saveState: "here" };
    this.#unlisten = stores.tabChannel.listen((message) => this.#receive(message));
    stores.tabChannel.send({ ...this.#tabMessage(), asks: true });
    this.#loading = this.#load();
  }

  edit(change: Partial<TicketForm>): void {
    this.#setView({ ...this.view, form: { ...this.view.form, ...change }, saveState: "here" });
    this.#storeLocally();
    this.#stores.tabChannel.send(this.#tabMessage());
    this.#saveIn(DEBOUNCE_MS);
  }

  /** Use the other version's text of a field, or discard it. */
  resolveConflict(field: FormField, take: boolean): void {
    const { [field]: text, ...other } = this.view.conflicts;
    this.#setView({ ...this.view, conflicts: other });
    if (take && text !== undefined) this.edit({ [field]: text });
  }

  /**
   * Pause saving, and wait for a save in progress. A filing deletes the draft at the server, so a later save would be
   * refused.
   */
  async pauseSaving(): Promise<void> {
    this.#paused = true;
    this.#cancel?.();
    if (!this.#saving) return;
    await Promise.race([this.#saving, new Promise<void>((done) => this.#stores.schedule(HOLD_TIMEOUT_MS, done))]);
  }

  /** Save what was typed during the pause. */
  resumeSaving(): void {
    this.#paused = false;
    if (this.#closed) return;
    if (this.view.saveState === "here" && !isEmptyForm(this.view.form)) this.#saveIn(DEBOUNCE_MS);
  }

  /** Store the ticket's number. The server has deleted the draft, so the next save is a first one. */
  markFiled(ticket: string): void {
    const form = { ...this.view.form, ticket };
    this.#base = form;
    this.#revision = 0;
    this.#setView({ ...this.view, form, saveState: "here" });
    this.#storeLocally();
    this.#stores.tabChannel.send({ ...this.#tabMessage(), filed: true });
  }

  /** Start a second ticket in the same call: an empty form with its own key. */
  startAnother(): void {
    const serial = Number(this.view.form.key.split("-").at(-1)) + 1;
    this.edit({ text: "", answer: "", outcome: "", ticket: "", key: this.#stores.ticketKey(serial) });
  }

  /** Save what is stored only here; called when the server is reachable again. */
  flush(): void {
    if (this.view.saveState === "here" && !isEmptyForm(this.view.form)) void this.#save();
  }

  /** Delete the draft of a call that is finished. */
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
    if (draft?.form && !this.#closed) this.#mergeServerDraft(completeForm(draft.form), draft.revision);
  }

  #mergeServerDraft(theirs: TicketForm, revision: number): void {
    const { form, conflicts: other } = mergeForms(this.#base, this.view.form, theirs);
    this.#base = theirs;
    this.#revision = revision;
    const equal = equalForms(form, theirs);
    this.#setView({ form, conflicts: { ...this.view.conflicts, ...other }, saveState: equal ? "saved" : "here" });
    this.#storeLocally();
    if (!equal) this.#saveIn(DEBOUNCE_MS);
  }

  /** Merge the changes of another tab, which also saves them. */
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
    if (!saved) return this.#retry(); // the server has deleted it
    this.#base = sent;
    const equal = equalForms(this.view.form, sent);
    this.#setView({ ...this.view, saveState: equal ? "saved" : "here" });
    this.#storeLocally();
    if (equal) this.#stores.tabChannel.send(this.#tabMessage());
    else this.#saveIn(DEBOUNCE_MS);
  }

  #tabMessage(): TabMessage {
    return { call: this.#call, base: this.#base, form: this.view.form, revision: this.#revision };
  }

  #storeLocally(): void {
    const { call, ...local } = this.#tabMessage();
    this.#stores.localStore.write(call, JSON.stringify(local));
  }

  #setView(view: DraftView): void {
    this.view = view;
    this.#onChange();
  }
}

/** Return this tab's form with the fields that the other tab changed, and its values of fields unchanged here. */
function mergeTabMessage(base: TicketForm, mine: TicketForm, message: TabMessage): TicketForm {
  const keys = Object.keys(message.form) as (keyof TicketForm)[];
  const theirs = keys.filter((key) => message.form[key] !== message.base[key] || mine[key] === base[key]);
  return { ...mine, ...Object.fromEntries(theirs.map((key) => [key, message.form[key]])) };
}

function readLocalDraft(store: LocalStore, call: string): Omit<TabMessage, "call"> | null {
  try {
    const local = JSON.parse(store.read(call) ?? "null") as Omit<TabMessage, "call"> | null;
    if (!local?.form || !local.base) return null;
    return { ...local, form: completeForm(local.form), base: completeForm(local.base) };
  } catch {
    return null;
  }
}
