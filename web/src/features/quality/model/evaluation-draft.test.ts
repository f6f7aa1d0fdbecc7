import { describe, expect, it } from "vitest";
import { toStored } from "./evaluation-content";
import { DEBOUNCE_MS, EvaluationDraft, RETRY_DELAY_MS, type SaveResult, type StoredRevision } from "./evaluation-draft";

const SERVER: StoredRevision = { revision: 1, answers: {}, notes: [], comment: "" };

/** A tab with a clock that the test moves, and a server that answers as the test says. */
function tab(stored = new Map<string, string>()) {
  let now = 0;
  const waiting: { at: number; act: () => void }[] = [];
  const sent: StoredRevision[] = [];
  const answers: (SaveResult | Error)[] = [];
  const stores = {
    localStore: {
      read: (name: string) => stored.get(name) ?? null,
      write: (name: string, text: string) => void stored.set(name, text),
      remove: (name: string) => void stored.delete(name),
    },
    save: (content: StoredRevision) => {
      sent.push(content);
      const answer = answers.shift() ?? { kind: "saved", revision: content.revision + 1 };
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    schedule: (ms: number, act: () => void) => {
      const entry = { at: now + ms, act };
      waiting.push(entry);
      return () => void waiting.splice(waiting.indexOf(entry), waiting.includes(entry) ? 1 : 0);
    },
  };
  const pass = async (ms: number) => {
    now += ms;
    for (const each of waiting.filter(({ at }) => at <= now)) {
      waiting.splice(waiting.indexOf(each), 1);
      each.act();
    }
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  const open = (server = SERVER) => new EvaluationDraft("2026-0001", server, stores, () => {});
  return { stored, sent, answers, pass, open };
}

describe("the draft of an evaluation", () => {
  it("is in the tab at once and at the server a moment later, once for what is typed together", async () => {
    const { stored, sent, pass, open } = tab();
    const draft = open();
    draft.edit({ comment: "Bu" });
    draft.edit({ comment: "Bueno" });
    expect(stored.get("evaluacion.2026-0001")).toContain("Bueno");
    expect(draft.view.saveState).toBe("here");
    await pass(DEBOUNCE_MS);
    expect(sent.map(({ comment, revision }) => [comment, revision])).toEqual([["Bueno", 1]]);
    expect([draft.view.saveState, draft.revision]).toEqual(["saved", 2]);
  });
  it("is the same after a reload before it was saved", async () => {
    const first = tab();
    first.open().answer("saludo", "meets");
    const after = tab(first.stored);
    const draft = after.open();
    expect(draft.view.content.answers).toEqual({ saludo: "meets" });
    await after.pass(DEBOUNCE_MS);
    expect(after.sent).toHaveLength(1);
  });
  it("is saved when the server can be reached again", async () => {
    const { sent, answers, pass, open } = tab();
    const draft = open();
    answers.push(new Error("unreachable"));
    draft.edit({ comment: "Sin red" });
    await pass(DEBOUNCE_MS);
    expect(draft.view.saveState).toBe("unreachable");
    await pass(RETRY_DELAY_MS);
    expect([sent.length, draft.view.saveState]).toEqual([2, "saved"]);
  });
  it("merges what another window saved, and saves the result with its revision", async () => {
    const { sent, answers, pass, open } = tab();
    const draft = open();
    answers.push({ kind: "changed", newer: { ...SERVER, revision: 5, answers: { trato: "fails" }, comment: "Otra" } });
    draft.answer("saludo", "meets");
    draft.edit({ comment: "Mía" });
    await pass(DEBOUNCE_MS);
    expect(draft.view.conflicts.comment).toBe("Otra");
    expect(draft.view.content.answers).toEqual({ saludo: "meets", trato: "fails" });
    draft.resolveComment(true);
    expect(draft.view.content.comment).toBe("Otra");
    await pass(DEBOUNCE_MS);
    expect(sent.at(-1)).toMatchObject({ revision: 5, comment: "Otra", answers: { saludo: "meets", trato: "fails" } });
    expect(draft.view.saveState).toBe("saved");
  });
  it("keeps the text and says why the server refused it", async () => {
    const { sent, answers, pass, open } = tab();
    const draft = open();
    answers.push({ kind: "refused", sentence: "Ahora no se puede: la evaluación se descartó; comience otra." });
    draft.edit({ comment: "Tarde" });
    await pass(DEBOUNCE_MS);
    await pass(RETRY_DELAY_MS * 3);
    expect([sent.length, draft.view.saveState, draft.view.content.comment]).toEqual([1, "refused", "Tarde"]);
    expect(draft.view.refusal).toContain("se descartó");
    expect(await draft.flush()).toBe(true);
  });
  it("keeps what was typed while a save was on its way", async () => {
    const { sent, pass, open } = tab();
    const draft = open();
    draft.edit({ comment: "Uno" });
    const saving = draft.flush();
    draft.edit({ comment: "Uno y dos" });
    await saving;
    await pass(DEBOUNCE_MS);
    expect(sent.map(({ comment }) => comment)).toEqual(["Uno", "Uno y dos"]);
    expect(toStored(draft.view.content).comment).toBe("Uno y dos");
  });
  it("leaves nothing in the tab once it is signed", () => {
    const { stored, open } = tab();
    const draft = open();
    draft.edit({ comment: "Lista" });
    draft.discard();
    expect(stored.size).toBe(0);
  });
});
