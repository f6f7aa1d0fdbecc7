import { describe, expect, it } from "vitest";
import type { StepName } from "../../../api/tickets";
import { type StepDraftEvent, NO_STEP, missingFields, reduce, entriesSince, toStepRequest } from "./step-draft";
import { buildStepMenu } from "../../tickets/model/steps";

const after = (...events: StepDraftEvent[]) => events.reduce(reduce, NO_STEP);
const told = (version: number, ...steps: StepName[]): StepDraftEvent => ({ type: "told", ticket: { version, steps } });
const typing: StepDraftEvent[] = [
  told(3, "answer", "note"),
  { type: "chosen", step: "answer" },
  { type: "typed", field: "text", value: "Ya se aplicó." },
];

describe("a step of a ticket", () => {
  it("is taken from the version that was seen, with its own fields alone", () => {
    expect(toStepRequest(after(...typing, { type: "typed", field: "until", value: "2026-12-01" }))).toEqual({
      step: "answer",
      version: 3,
      text: "Ya se aplicó.",
    });
    expect(toStepRequest(after(told(3)))).toBeNull();
  });
  it("goes on from the latest wording, unless something was typed", () => {
    const chosen: StepDraftEvent = { type: "chosen", step: "answer", draft: "Como estaba." };
    expect(after(told(3), chosen).values.text).toBe("Como estaba.");
    expect(after(...typing, chosen).values.text).toBe("Ya se aplicó.");
  });
  it("gives a ticket back to the inbox where nobody is named", () =>
    expect(toStepRequest(after(told(3), { type: "chosen", step: "assign" }))).toEqual({
      step: "assign",
      version: 3,
      owner: null,
    }));
  it("corrects a topic by its ids, and the area only where that is wanted", () => {
    const chosen: StepDraftEvent[] = [
      told(3),
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
  it("takes the files that were chosen, none where all were taken out, and those of before where nobody chose", () => {
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
        after(told(3), { type: "typed", field: "attachments", value: "a" }, { type: "chosen", step: "note" }),
      ),
    ).not.toHaveProperty("attachments");
  });
  it("says what is missing", () => {
    expect(Object.keys(missingFields(after(told(1), { type: "chosen", step: "extend" })))).toEqual(["until", "text"]);
    expect(missingFields(after(...typing, { type: "typed", field: "text", value: "Vale {{ valor }}." }))).toEqual({
      text: "Falta llenar: valor.",
    });
  });
  it("keeps what was typed when another was first, and shows since when", () => {
    const state = after(...typing, { type: "overtaken" }, told(5, "answer"));
    expect([state.values.text, state.step, state.seenVersion, state.conflictSince]).toEqual([
      "Ya se aplicó.",
      "answer",
      5,
      3,
    ]);
    expect(reduce(state, { type: "understood" }).conflictSince).toBeNull();
  });
  it("keeps it, too, where the step is not possible any more", () => {
    const state = after(...typing, told(5, "note"));
    expect([state.step, state.values.text, state.conflictSince]).toEqual([null, "Ya se aplicó.", 3]);
    expect(toStepRequest(reduce(state, { type: "chosen", step: "note" }))).toEqual({
      step: "note",
      version: 5,
      text: "Ya se aplicó.",
    });
  });
  it("tells who was not typing nothing", () =>
    expect(after(told(3, "take"), told(4, "answer")).conflictSince).toBeNull());
  it("never goes back to an older version", () => expect(after(told(4), told(3)).seenVersion).toBe(4));
  it("is over once it was done", () =>
    expect(after(...typing, { type: "done", version: 4 })).toEqual({ ...NO_STEP, seenVersion: 4 }));
});

it("what others did is what the history has beyond what was seen", () => {
  expect(entriesSince([{ version: 1 }, { version: 2 }, { version: 3 }], 1)).toEqual([{ version: 2 }, { version: 3 }]);
});

describe("the steps that are offered", () => {
  const WRITTEN = ["escalate", "extend", "transfer", "close", "note", "tie", "reclassify"];
  it("begin with taking what nobody has, and hold none that has no words", () => {
    const ticket = { steps: ["note", "answer", "take", "fly"], owner: null, state: "received" as const };
    expect(buildStepMenu(ticket)).toEqual({ primary: "take", common: ["answer", "note"], rare: [] });
  });
  it("begin with what the state calls for, once somebody has the ticket", () => {
    const ready = { owner: "luz", state: "ready" as const };
    expect(buildStepMenu({ ...ready, steps: ["typify", "answer", ...WRITTEN] })).toEqual({
      primary: "typify",
      common: ["answer", "escalate", "note"],
      rare: ["extend", "tie", "reclassify", "transfer", "close"],
    });
    expect(buildStepMenu({ ...ready, steps: ["typify", "send", "answer", ...WRITTEN] }).primary).toBe("send");
    expect(
      buildStepMenu({ steps: ["accept", "send_back", ...WRITTEN], owner: "luz", state: "in_review" }).primary,
    ).toBe("accept");
  });
  it("never begin with letting go of the customer, which comes last", () => {
    for (const state of ["sending", "closed", "received"] as const) {
      const {
        primary: first,
        common: usual,
        rare,
      } = buildStepMenu({ steps: ["untie", "note", "reopen"], owner: "luz", state });
      expect([first, [...usual, ...rare].at(-1)]).toEqual([null, "untie"]);
    }
  });
});
