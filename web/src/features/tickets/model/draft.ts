/**
 * The half-filled form of one call, kept where it cannot be lost: in this tab at once, in the browser's other tabs at
 * once, and at the server a moment later.
 *
 * Owns when to write where. It knows neither screens nor HTTP: the three keepers are given to it.
 */
import type { Draft, Form } from "../../../api/types";
import { blank, type Field, isBlank, merge, same } from "./form";

export const DEBOUNCE_MS = 800;
export const RETRY_MS = 4_000;
/** So long a save that is on its way is waited for before something is filed. */
export const HOLD_MS = 1_500;

/** Keeps across a reload. */
export interface Shelf {
  read(call: string): string | null;
  write(call: string, text: string): void;
  remove(call: string): void;
}
/** Reaches the other tabs. */
export interface Wire {
  send(message: TabMessage): void;
  listen(hear: (message: TabMessage) => void): () => void;
}
export interface TabMessage {
  call: string;
  base: Form;
  form: Form;
  revision: number;
  /** From a tab that has just opened: the others say what they have. */
  asks?: boolean;
  /** The petition was filed, and the server dropped the draft with it: what is kept there begins anew. */
  filed?: boolean;
}
/** Keeps at the server. `save` answers with the newer draft when another one was first. */
export interface Vault {
  load(call: string): Promise<Draft | null>;
  save(call: string, draft: { revision: number; form: Form }): Promise<{ saved: boolean; draft: Draft }>;
}
export type Later = (ms: number, act: () => void) => () => void;

/** `here`: kept in this browser only. `saved`: at the server too. */
export type Kept = "here" | "saving" | "saved";
export interface DraftView {
  form: Form;
  other: Partial<Record<Field, string>>;
  kept: Kept;
}

export interface Keepers {
  shelf: Shelf;
  wire: Wire;
  vault: Vault;
  later: Later;
  /** The key of the first, second… ticket of the call: the same in every tab, so that a ticket is filed once. */
  keyOf: (serial: number) => string;
}

export class DraftKeeper {
  view: DraftView;
  #base: Form;
  #revision = 0;
  #cancel: (() => void) | null = null;
  #saving: Promise<void> | null = null;
  #held = false;
  #closed = false;
  #unlisten: () => void;
  readonly #call: string;
  readonly #keepers: Keepers;
  readonly #onChange: () => void;

  constructor(call: string, keepers: Keepers, onChange: () => void) {
    this.#call = call;
    this.#keepers = keepers;
    this.#onChange = onChange;
    const shelved = readShelf(keepers.shelf, call);
    const form = shelved?.form ?? blank(keepers.keyOf(1));
    this.#base = shelved?.base ?? blank(form.key);
    this.#revision = shelved?.revision ?? 0;
    this.view = { form, other: {}, kept: "here" };
    this.#unlisten = keepers.wire.listen((message) => this.#hear(message));
    keepers.wire.send({ ...this.#message(), asks: true });
    void this.#load();
  }

  edit(change: Partial<Form>): void {
    this.#show({ ...this.view, form: { ...this.view.form, ...change }, kept: "here" });
    this.#shelve();
    this.#keepers.wire.send(this.#message());
    this.#saveIn(DEBOUNCE_MS);
  }

  /** Take the other version's words for a field, or let them go. */
  settle(field: Field, take: boolean): void {
    const { [field]: words, ...other } = this.view.other;
    this.#show({ ...this.view, other });
    if (take && words !== undefined) this.edit({ [field]: words });
  }

  /**
   * Save nothing while something else happens with the call, and wait for what is on its way: with a filing the server
   * drops the draft, and a save that came later would meet nothing.
   */
  async hold(): Promise<void> {
    this.#held = true;
    this.#cancel?.();
    if (!this.#saving) return;
    await Promise.race([this.#saving, new Promise<void>((done) => this.#keepers.later(HOLD_MS, done))]);
  }

  /** What was typed meanwhile is saved. */
  release(): void {
    this.#held = false;
    if (this.#closed) return;
    if (this.view.kept === "here" && !isBlank(this.view.form)) this.#saveIn(DEBOUNCE_MS);
  }

  /** The petition has its number, and the server keeps no draft: the next save, of what is to come, is a first one. */
  filed(ticket: string): void {
    const form = { ...this.view.form, ticket };
    this.#base = form;
    this.#revision = 0;
    this.#show({ ...this.view, form, kept: "here" });
    this.#shelve();
    this.#keepers.wire.send({ ...this.#message(), filed: true });
  }

  /** A second ticket in the same call: a clean form under a key of its own. */
  startAnother(): void {
    const serial = Number(this.view.form.key.split("-").at(-1)) + 1;
    this.edit({ text: "", answer: "", outcome: "", ticket: "", key: this.#keepers.keyOf(serial) });
  }

  /** The server is back: what is kept only here goes there now. */
  flush(): void {
    if (this.view.kept === "here" && !isBlank(this.view.form)) void this.#save();
  }

  /** The call is done with: nothing to keep any more. */
  forget(): void {
    this.close();
    this.#keepers.shelf.remove(this.#call);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#unlisten();
  }

  async #load(): Promise<void> {
    const draft = await this.#keepers.vault.load(this.#call).catch(() => null);
    if (draft?.form && !this.#closed) this.#adopt(draft.form, draft.revision);
  }

  /** A draft of an older release knows fewer fields. */
  #adopt(draft: Form, revision: number): void {
    const theirs = { ...blank(""), ...draft };
    const { form, other } = merge(this.#base, this.view.form, theirs);
    this.#base = theirs;
    this.#revision = revision;
    const even = same(form, theirs);
    this.#show({ form, other: { ...this.view.other, ...other }, kept: even ? "saved" : "here" });
    this.#shelve();
    if (!even) this.#saveIn(DEBOUNCE_MS);
  }

  /** The other tab typed: what it changed comes in, and it is the one who saves. */
  #hear(message: TabMessage): void {
    if (message.call !== this.#call) return;
    if (message.asks && !isBlank(this.view.form)) this.#keepers.wire.send(this.#message());
    if (message.revision < this.#revision && !message.filed) return;
    const form = heard(this.#base, this.view.form, message);
    this.#base = message.base;
    this.#revision = message.revision;
    this.#show({ ...this.view, form, kept: same(message.base, form) ? "saved" : "here" });
    this.#shelve();
  }

  #saveIn(ms: number): void {
    this.#cancel?.();
    if (this.#held) return;
    this.#cancel = this.#keepers.later(ms, () => void this.#save());
  }

  async #save(): Promise<void> {
    if (this.#saving || this.#held || this.#closed) return;
    this.#saving = this.#send();
    await this.#saving;
  }

  async #send(): Promise<void> {
    const sent = this.view.form;
    this.#show({ ...this.view, kept: "saving" });
    try {
      const { saved, draft } = await this.#keepers.vault.save(this.#call, { revision: this.#revision, form: sent });
      this.#saving = null;
      if (!this.#closed) this.#saved(saved, sent, draft);
    } catch {
      this.#saving = null;
      if (!this.#closed) this.#retry();
    }
  }

  #retry(): void {
    this.#show({ ...this.view, kept: "here" });
    this.#saveIn(RETRY_MS);
  }

  #saved(saved: boolean, sent: Form, draft: Draft): void {
    if (!saved && draft.form) return this.#adopt(draft.form, draft.revision);
    this.#revision = draft.revision;
    if (!saved) return this.#retry(); // the server has none any more
    this.#base = sent;
    const even = same(this.view.form, sent);
    this.#show({ ...this.view, kept: even ? "saved" : "here" });
    this.#shelve();
    if (even) this.#keepers.wire.send(this.#message());
    else this.#saveIn(DEBOUNCE_MS);
  }

  #message(): TabMessage {
    return { call: this.#call, base: this.#base, form: this.view.form, revision: this.#revision };
  }

  #shelve(): void {
    const { call, ...kept } = this.#message();
    this.#keepers.shelf.write(call, JSON.stringify(kept));
  }

  #show(view: DraftView): void {
    this.view = view;
    this.#onChange();
  }
}

/** What the other tab typed comes in; so does what it knows and this tab has not touched. */
function heard(base: Form, mine: Form, message: TabMessage): Form {
  const keys = Object.keys(message.form) as (keyof Form)[];
  const theirs = keys.filter((key) => message.form[key] !== message.base[key] || mine[key] === base[key]);
  return { ...mine, ...Object.fromEntries(theirs.map((key) => [key, message.form[key]])) };
}

function readShelf(shelf: Shelf, call: string): Omit<TabMessage, "call"> | null {
  try {
    const kept = JSON.parse(shelf.read(call) ?? "null") as Omit<TabMessage, "call"> | null;
    // What an earlier release kept has not all of today's fields.
    return kept?.form && kept.base ? { ...kept, base: { ...blank(""), ...kept.base }, form: { ...blank(""), ...kept.form } } : null;
  } catch {
    return null;
  }
}
