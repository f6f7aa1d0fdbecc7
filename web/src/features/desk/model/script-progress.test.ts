import { describe, expect, it } from "vitest";
import { ScriptProgressStore, scriptSteps } from "./script-progress";

const POP = { script: ["Salude.", "Escuche.", "Verifique."], script_done: { answered: 1, identity: 3 } };

function memory(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => void kept.set(name, text) };
}
const done = (store: ScriptProgressStore, call = "a") =>
  scriptSteps(POP, store.progress, call)
    .filter((step) => step.done)
    .map(({ number }) => number);

describe("the steps of the script", () => {
  it("are done by what happens, and by the advisor's ticks", () => {
    const store = new ScriptProgressStore(memory());
    store.setEvent("a", "answered");
    store.tick("a", 2, true);
    expect(done(store)).toEqual([1, 2]);
    store.tick("a", 2, false);
    store.setEvent("a", "identity");
    store.setEvent("a", "answered", false);
    expect(done(store)).toEqual([3]);
  });

  it("survive a reload, and another call begins with none", () => {
    const storage = memory();
    const store = new ScriptProgressStore(storage);
    store.setEvent("a", "answered");
    store.tick("a", 2, true);
    const reloaded = new ScriptProgressStore(storage);
    expect(done(reloaded)).toEqual([1, 2]);
    expect(done(reloaded, "b")).toEqual([]);
    reloaded.setEvent("b", "answered");
    expect([done(reloaded, "b"), done(reloaded, "a")]).toEqual([[1], []]);
  });

  it("ignores what is stored and is no progress", () => {
    const storage = memory();
    storage.setItem("atencion.script", '{"call":');
    expect(new ScriptProgressStore(storage).progress.call).toBe("");
  });

  it("tells listeners only of changes", () => {
    const store = new ScriptProgressStore(memory());
    let told = 0;
    const stop = store.subscribe(() => told++);
    store.setEvent("a", "answered");
    store.setEvent("a", "answered");
    stop();
    store.tick("a", 2, true);
    expect(told).toBe(1);
  });
});
