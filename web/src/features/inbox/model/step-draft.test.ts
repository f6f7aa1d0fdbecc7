import { describe, expect, it } from "vitest";
import type { StepName, TicketDetail } from "../../../api/tickets";
import { type StepDraftEvent, NO_STEP, missingFields, reduce, entriesSince, toStepRequest } from "./step-draft";
import { buildStepMenu, type FieldName, needsReview } from "../../tickets/model/steps";

const after = (...events: StepDraftEvent[]) => events.reduce(reduce, NO_STEP);
const loaded = (version: number, ...steps: StepName[]): StepDraftEvent => ({
  type: "loaded",
  ticket: { version, steps },
});
const typing: StepDraftEvent[] = [
  loaded(3, "answer", "note"),
  { type: "chosen", step: "answer" },
  { type: "typed", field: "text", value: "Ya se aplicó." },
];

describe("the draft of a step", () => {
  it("becomes a request with the seen version and only the step's own fields", () => {
    expect(toStepRequest(after(...typing, { type: "typed", field: "until", value: "2026-12-01" }))).toEqual({
      step: "answer",
      version: 3,
      text: "Ya se aplicó.",
    });
    expect(toStepRequest(after(loaded(3)))).toBeNull();
  });
  it("starts from the latest wording, unless the user has typed something", () => {
    const chosen: StepDraftEvent = { type: "chosen", step: "answer", draft: "Como estaba." };
    expect(after(loaded(3), chosen).values.text).toBe("Como estaba.");
    expect(after(...typing, chosen).values.text).toBe("Ya se aplicó.");
  });
  it("puts no wording of the answer into another text, and no earlier wording into a later answer", () => {
    const answering = after(loaded(3), { type: "chosen", step: "answer", draft: "Como estaba." });
    expect(reduce(answering, { type: "chosen", step: "note" }).values.text).toBe("");
    expect(reduce(answering, { type: "chosen", step: "accept", draft: "De otra ronda." }).values.text).toBe(
      "De otra ronda.",
    );
    expect(reduce(answering, loaded(4, "answer")).conflictSince).toBeNull();
  });
  it("takes no choice of one step for that of another", () => {
    const chosen = (field: FieldName, value: string, step: StepName) =>
      toStepRequest(
        after(
          loaded(3),
          { type: "typed", field, value },
          { type: "typed", field: "text", value: "Sí." },
          { type: "chosen", step },
        ),
      );
    expect(chosen("priority_reason", "minor", "prioritize")).toMatchObject({ reason: "minor", text: "Sí." });
    expect(chosen("priority_reason", "minor", "close")).not.toHaveProperty("reason");
    expect(chosen("linked", "2027-000002-5", "unlink")).toMatchObject({ number: "2027-000002-5" });
    expect(chosen("number", "2027-000002-5", "unlink")).not.toHaveProperty("number");
  });
  it("sends the term of an authority in Colombian time", () => {
    const chosen: StepDraftEvent[] = [
      loaded(3),
      { type: "chosen", step: "set_authority_term" },
      { type: "typed", field: "authority_kind", value: "tutela" },
      { type: "typed", field: "due_at", value: "2027-01-15T16:00" },
      { type: "typed", field: "text", value: "Juzgado 3." },
    ];
    expect(toStepRequest(after(...chosen))).toEqual({
      step: "set_authority_term",
      version: 3,
      authority: "tutela",
      due_at: "2027-01-15T16:00:00-05:00",
      text: "Juzgado 3.",
    });
  });
  it("returns a ticket to the inbox where no owner is named", () =>
    expect(toStepRequest(after(loaded(3), { type: "chosen", step: "assign" }))).toEqual({
      step: "assign",
      version: 3,
      owner: null,
    }));
  it("sends a new topic by its ids, and a new area only on request", () => {
    const chosen: StepDraftEvent[] = [
      loaded(3),
      { type: "chosen", step: "reclassify" },
      { type: "typed", field: "topic", value: "queja/trato/punto" },
      { type: "typed", field: "text", value: "Era otra." },
    ];
    expect(toStepRequest(after(...chosen))).toEqual({
      step: "reclassify",
      version: 3,
      kind: "queja",
      theme: "trato",
      subtheme: "punto",
      change_area: false,
      text: "Era otra.",
    });
    expect(toStepRequest(after(...chosen, { type: "typed", field: "change_area", value: "yes" }))).toMatchObject({
      change_area: true,
    });
  });
  it("sends the chosen files, none if all were removed, and the earlier files if the user chose none", () => {
    const answering = (...events: StepDraftEvent[]) => toStepRequest(after(...typing, ...events));
    expect(answering()).not.toHaveProperty("attachments");
    expect(
      answering(
        { type: "attached", ids: ["c"], before: ["a", "b"] },
        { type: "attached", ids: ["d", "a"], before: [] },
      ),
    ).toMatchObject({ attachments: ["a", "b", "c", "d"] });
    expect(answering({ type: "typed", field: "attachments", value: "" })).toMatchObject({ attachments: [] });
    expect(
      toStepRequest(
        after(loaded(3), { type: "typed", field: "attachments", value: "a" }, { type: "chosen", step: "note" }),
      ),
    ).not.toHaveProperty("attachments");
  });
  it("sends with the tickets of a joint answer, each with the version that was read", () => {
    const sending = after(loaded(3), { type: "chosen", step: "send" });
    expect(toStepRequest(sending)).toEqual({ step: "send", version: 3, joint: [] });
    expect(toStepRequest(reduce(sending, { type: "typed", field: "joint", value: "2027-000002-5@4" }))).toEqual({
      step: "send",
      version: 3,
      joint: [{ number: "2027-000002-5", version: 4 }],
    });
  });
  it("lists the missing fields", () => {
    expect(Object.keys(missingFields(after(loaded(1), { type: "chosen", step: "extend" })))).toEqual(["until", "text"]);
    expect(missingFields(after(...typing, { type: "typed", field: "text", value: "Vale {{ valor }}." }))).toEqual({
      text: "Falta llenar: valor.",
    });
  });
  it("keeps the typed text after another user's change, and the version since which it conflicts", () => {
    const state = after(...typing, { type: "conflicted" }, loaded(5, "answer"));
    expect([state.values.text, state.step, state.seenVersion, state.conflictSince]).toEqual([
      "Ya se aplicó.",
      "answer",
      5,
      3,
    ]);
    expect(reduce(state, { type: "acknowledged" }).conflictSince).toBeNull();
  });
  it("keeps the typed text even if the step is no longer possible", () => {
    const state = after(...typing, loaded(5, "note"));
    expect([state.step, state.values.text, state.conflictSince]).toEqual([null, "Ya se aplicó.", 3]);
    expect(toStepRequest(reduce(state, { type: "chosen", step: "note" }))).toEqual({
      step: "note",
      version: 5,
      text: "Ya se aplicó.",
    });
  });
  it("reports no conflict to a user who was not typing", () =>
    expect(after(loaded(3, "take"), loaded(4, "answer")).conflictSince).toBeNull());
  it("never returns to an older version", () => expect(after(loaded(4), loaded(3)).seenVersion).toBe(4));
  it("is empty after the step is done", () =>
    expect(after(...typing, { type: "done", step: "answer", version: 4 })).toEqual({ ...NO_STEP, seenVersion: 4 }));
  it("keeps a half-written answer while a note is written, sent, or the ticket taken", () => {
    const noting: StepDraftEvent[] = [
      ...typing,
      { type: "chosen", step: "note" },
      { type: "typed", field: "note", value: "@luz, ¿la cifra?" },
    ];
    expect(toStepRequest(after(...noting))).toEqual({ step: "note", version: 3, text: "@luz, ¿la cifra?" });
    for (const step of ["note", "take"] as const) {
      const left = after(...noting, { type: "done", step, version: 4 });
      expect([left.step, left.values.text, left.seenVersion]).toEqual([null, "Ya se aplicó.", 4]);
    }
    expect(after(...noting, { type: "done", step: "note", version: 4 }).values).not.toHaveProperty("note");
  });
});

it("entriesSince returns the history after the version that was seen", () => {
  expect(entriesSince([{ version: 1 }, { version: 2 }, { version: 3 }], 1)).toEqual([{ version: 2 }, { version: 3 }]);
});

describe("the step menu", () => {
  const PLAIN = { response: null, mandate: null };
  const WRITTEN = ["escalate", "extend", "transfer", "close", "note", "tie", "reclassify"];
  it("begins with taking an unowned ticket, and omits steps without labels", () => {
    const ticket = { steps: ["note", "answer", "take", "fly"], owner: null, state: "received" as const, ...PLAIN };
    expect(buildStepMenu(ticket)).toEqual({ primary: "take", others: ["answer", "note"] });
  });
  it("begins with the step that the state calls for, once the ticket has an owner", () => {
    const ready = { owner: "luz", state: "ready" as const, ...PLAIN };
    expect(buildStepMenu({ ...ready, steps: ["typify", "answer", ...WRITTEN] })).toEqual({
      primary: "typify",
      others: ["answer", "escalate", "note", "extend", "tie", "reclassify", "transfer", "close"],
    });
    expect(buildStepMenu({ ...ready, steps: ["typify", "send", "answer", ...WRITTEN] }).primary).toBe("send");
    expect(
      buildStepMenu({ steps: ["accept", "send_back", ...WRITTEN], owner: "luz", state: "in_review", ...PLAIN }).primary,
    ).toBe("accept");
    expect(buildStepMenu({ steps: ["undo_send", "note"], owner: "luz", state: "sending", ...PLAIN }).primary).toBe(
      "undo_send",
    );
  });
  it("begins with the check of the mandate for which a typified answer waits", () => {
    const mandate = { kind: "attorney" } as unknown as TicketDetail["mandate"];
    const ready = { owner: "luz", state: "ready" as const, mandate };
    const steps = ["typify", "answer", "check_mandate"];
    expect(buildStepMenu({ ...ready, steps, response: "accede" }).primary).toBe("check_mandate");
    expect(buildStepMenu({ ...ready, steps, response: null }).primary).toBe("typify");
    expect(buildStepMenu({ ...ready, steps: [...steps, "send"], response: "accede" }).primary).toBe("send");
  });
  it("never begins with «untie», which comes last", () => {
    for (const state of ["closed", "received"] as const) {
      const { primary, others } = buildStepMenu({ steps: ["untie", "note", "reopen"], owner: "luz", state, ...PLAIN });
      expect([primary, others.at(-1)]).toEqual([null, "untie"]);
    }
  });
  it("begins with the review of an area's answer that the user has not opened", () => {
    const reviewed = { steps: ["send_back", "escalate"], owner: "luz", state: "in_review" as const, ...PLAIN };
    expect(needsReview({ ...reviewed, answer_opened: false })).toBe(true);
    expect(buildStepMenu(reviewed).primary).toBeNull();
    expect(needsReview({ ...reviewed, answer_opened: true })).toBe(false);
    expect(needsReview({ ...reviewed, owner: null, answer_opened: false })).toBe(false);
    expect(needsReview({ steps: ["note"], owner: "luz", answer_opened: false })).toBe(false);
  });
});
