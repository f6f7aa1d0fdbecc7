/** Which steps of the script are done in a call: by what happened in it, or ticked by the advisor. */
import type { Pop, ScriptEvent } from "../../../api/types";

export interface ScriptProgress {
  call: string;
  events: readonly ScriptEvent[];
  /** Numbers of the steps that the advisor ticked, from 1. */
  ticked: readonly number[];
}

export interface ScriptStep {
  number: number;
  text: string;
  /** What does the step; null if the advisor ticks it. */
  event: ScriptEvent | null;
  done: boolean;
}

const progressOf = (progress: ScriptProgress, call: string): ScriptProgress =>
  progress.call === call ? progress : { call, events: [], ticked: [] };

const without = <T>(values: readonly T[], value: T): T[] => values.filter((each) => each !== value);

/** Record that something happened in a call, or no longer holds; the steps of an earlier call are forgotten. */
export function withEvent(progress: ScriptProgress, call: string, event: ScriptEvent, holds: boolean): ScriptProgress {
  const own = progressOf(progress, call);
  if (own.events.includes(event) === holds) return own;
  return { ...own, events: holds ? [...own.events, event] : without(own.events, event) };
}

/** Tick a step, or remove its tick. */
export function withTick(progress: ScriptProgress, call: string, step: number, done: boolean): ScriptProgress {
  const own = progressOf(progress, call);
  return { ...own, ticked: done ? [...without(own.ticked, step), step] : without(own.ticked, step) };
}

/** Return the steps of a script, each with whether it is done. */
export function scriptSteps(
  { script, script_done = {} }: Pick<Pop, "script" | "script_done">,
  progress: ScriptProgress,
  call: string,
): ScriptStep[] {
  const own = progressOf(progress, call);
  const events = Object.entries(script_done) as [ScriptEvent, number][];
  return script.map((text, index) => {
    const number = index + 1;
    const event = events.find(([, step]) => step === number)?.[0] ?? null;
    return { number, text, event, done: event ? own.events.includes(event) : own.ticked.includes(number) };
  });
}

const STORAGE_KEY = "atencion.script";
const NO_PROGRESS: ScriptProgress = { call: "", events: [], ticked: [] };

/** The progress of the current call in this tab; it survives a reload, and holds nothing that anyone said. */
export class ScriptProgressStore {
  #progress: ScriptProgress;
  #listeners = new Set<() => void>();
  readonly #storage: Pick<Storage, "getItem" | "setItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage) {
    this.#storage = storage;
    this.#progress = parseProgress(storage.getItem(STORAGE_KEY));
  }

  get progress(): ScriptProgress {
    return this.#progress;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  has(call: string, event: ScriptEvent): boolean {
    return this.#progress.call === call && this.#progress.events.includes(event);
  }

  setEvent(call: string, event: ScriptEvent, holds = true): void {
    this.#set(withEvent(this.#progress, call, event, holds));
  }

  tick(call: string, step: number, done: boolean): void {
    this.#set(withTick(this.#progress, call, step, done));
  }

  #set(progress: ScriptProgress): void {
    if (progress === this.#progress) return;
    this.#progress = progress;
    this.#storage.setItem(STORAGE_KEY, JSON.stringify(progress));
    for (const listener of this.#listeners) listener();
  }
}

function parseProgress(text: string | null): ScriptProgress {
  try {
    const stored = JSON.parse(text ?? "null") as ScriptProgress | null;
    return stored && Array.isArray(stored.events) && Array.isArray(stored.ticked) ? stored : NO_PROGRESS;
  } catch {
    return NO_PROGRESS;
  }
}

let store: ScriptProgressStore | undefined;
/** Return the store of this tab. */
export const scriptProgress = (): ScriptProgressStore => (store ??= new ScriptProgressStore());
