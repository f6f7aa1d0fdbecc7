/**
 * An evaluation that is being written. It is stored in this tab at once, and saved at the server a moment later with
 * the revision that was read, so that another window's changes are merged and never overwritten.
 *
 * Owns when each store is written. It knows neither screens nor HTTP: the stores are arguments.
 */
import type { EvaluationAnswer } from "../../../api/evaluations";
import type { LocalStore } from "../../../local-drafts";
import {
  type Conflicts,
  type EvaluationContent,
  mergeContent,
  NO_CONFLICTS,
  type StoredContent,
  sameStored,
  toContent,
  toStored,
} from "./evaluation-content";
import { t } from "../../../i18n/translate";

export const DEBOUNCE_MS = 800;
export const RETRY_DELAY_MS = 4_000;

export interface StoredRevision extends StoredContent {
  revision: number;
}
/** The answer of the server to a save. */
export type SaveResult =
  | { kind: "saved"; revision: number }
  /** Another window saved before; this is what it saved. */
  | { kind: "changed"; newer: StoredRevision }
  /** This cannot be saved: it was signed or discarded, or a field does not fit. */
  | { kind: "refused"; sentence: string }
  | { kind: "signed_out" };
/** Save a revision; throws if the server could not be reached. */
export type SaveRevision = (content: StoredRevision) => Promise<SaveResult>;
export type Schedule = (ms: number, act: () => void) => () => void;

/** `here`: stored in this browser only, and saved soon. `unreachable`: the same, while the server is away. */
export type SaveState = "saved" | "here" | "saving" | "unreachable" | "refused";
export interface EvaluationDraftView {
  content: EvaluationContent;
  conflicts: Conflicts;
  saveState: SaveState;
  /** Why the server refused; empty otherwise. */
  refusal: string;
}
export interface EvaluationDraftStores {
  localStore: LocalStore;
  save: SaveRevision;
  schedule: Schedule;
}
interface LocalDraft {
  base: StoredRevision;
  content: EvaluationContent;
}

export class EvaluationDraft {
  view: EvaluationDraftView;
  #base: StoredRevision;
  #cancel: (() => void) | null = null;
  #saving: Promise<void> | null = null;
  #closed = false;
  readonly #name: string;
  readonly #stores: EvaluationDraftStores;
  readonly #onChange: () => void;

  /**
   * @param server the evaluation as it was read; what this tab still has of a newer text is merged into it
   */
  constructor(id: string, server: StoredRevision, stores: EvaluationDraftStores, onChange: () => void) {
    this.#name = `evaluacion.${id}`;
    this.#stores = stores;
    this.#onChange = onChange;
    this.#base = server;
    const local = readLocal(stores.localStore, this.#name);
    const merged = local ? mergeContent(local.base, local.content, server) : null;
    const content = merged?.content ?? toContent(server);
    const equal = sameStored(toStored(content), server);
    this.view = {
      content,
      conflicts: merged?.conflicts ?? NO_CONFLICTS,
      saveState: equal ? "saved" : "here",
      refusal: "",
    };
    if (!equal) this.#saveIn(DEBOUNCE_MS);
  }

  get revision(): number {
    return this.#base.revision;
  }

  edit(change: Partial<EvaluationContent>): void {
    this.#set({ content: { ...this.view.content, ...change }, refusal: "" });
    this.#settle();
  }

  answer(criterion: string, answer: EvaluationAnswer): void {
    this.edit({ answers: { ...this.view.content.answers, [criterion]: answer } });
  }

  /** Merge what another window saved. */
  receive(newer: StoredRevision): void {
    this.#merge(newer);
  }

  /** Take the other window's answer to a criterion, or keep the own one. */
  resolveAnswer(criterion: string, take: boolean): void {
    const { [criterion]: theirs, ...others } = this.view.conflicts.answers;
    this.#set({ conflicts: { ...this.view.conflicts, answers: others } });
    if (take && theirs) this.answer(criterion, theirs);
  }

  /** Take the other window's comment, or keep the own one. */
  resolveComment(take: boolean): void {
    const theirs = this.view.conflicts.comment;
    this.#set({ conflicts: { ...this.view.conflicts, comment: null } });
    if (take && theirs !== null) this.edit({ comment: theirs });
  }

  /** Save at once what is stored only here; return whether the server has everything. */
  async flush(): Promise<boolean> {
    this.#cancel?.();
    if (this.#saving) await this.#saving;
    if (this.view.saveState !== "saved") await this.#save();
    return this.view.saveState === "saved";
  }

  /** Forget what this tab stored: the evaluation is signed or given up. */
  discard(): void {
    this.close();
    this.#stores.localStore.remove(this.#name);
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #saveIn(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#stores.schedule(ms, () => void this.#save());
  }

  async #save(): Promise<void> {
    if (this.#saving || this.#closed || this.view.saveState === "saved") return;
    this.#saving = this.#send();
    await this.#saving;
  }

  async #send(): Promise<void> {
    const sent = toStored(this.view.content);
    this.#set({ saveState: "saving" });
    try {
      const result = await this.#stores.save({ ...sent, revision: this.#base.revision });
      this.#saving = null;
      if (!this.#closed) this.#apply(result, sent);
    } catch {
      this.#saving = null;
      if (this.#closed) return;
      this.#set({ saveState: "unreachable" });
      this.#saveIn(RETRY_DELAY_MS);
    }
  }

  #apply(result: SaveResult, sent: StoredContent): void {
    switch (result.kind) {
      case "saved":
        this.#base = { ...sent, revision: result.revision };
        return this.#settle();
      case "changed":
        return this.#merge(result.newer);
      case "refused":
        this.#set({ saveState: "refused", refusal: result.sentence });
        return;
      case "signed_out":
        this.#set({ saveState: "here" }); // the sign-in screen follows; this tab has the text
    }
  }

  #merge(newer: StoredRevision): void {
    const { content, conflicts } = mergeContent(this.#base, this.view.content, newer);
    this.#base = newer;
    this.#set({
      content,
      conflicts: {
        answers: { ...this.view.conflicts.answers, ...conflicts.answers },
        comment: conflicts.comment ?? this.view.conflicts.comment,
      },
    });
    this.#settle();
  }

  /** Compare with what the server has, and save what was typed meanwhile. */
  #settle(): void {
    const equal = sameStored(toStored(this.view.content), this.#base);
    this.#set({ saveState: equal ? "saved" : "here" });
    this.#storeLocally();
    if (!equal) this.#saveIn(DEBOUNCE_MS);
  }

  #storeLocally(): void {
    const local: LocalDraft = { base: this.#base, content: this.view.content };
    this.#stores.localStore.write(this.#name, JSON.stringify(local));
  }

  #set(change: Partial<EvaluationDraftView>): void {
    this.view = { ...this.view, ...change };
    this.#onChange();
  }
}

function readLocal(store: LocalStore, name: string): LocalDraft | null {
  try {
    const local = JSON.parse(store.read(name) ?? "null") as LocalDraft | null;
    return local?.base && local.content?.answers && Array.isArray(local.content.notes) ? local : null;
  } catch {
    return null; // invalid JSON: the server's version is safe
  }
}

/** What the screen says about the state of the draft. */
export const SAVE_SENTENCES: Record<SaveState, string> = {
  saved: t("Guardada"),
  here: t("Guardando…"),
  saving: t("Guardando…"),
  unreachable: t("No hay conexión con el servidor. Lo que escribió está en este navegador y se guarda cuando vuelva."),
  refused: t("No se guardó."),
};
