import { describe, expect, it } from "vitest";
import type { IdentityCheck } from "../../../api/customers";
import {
  toAnswers,
  type IdentityEvent,
  reduce,
  unansweredQuestions,
  INITIAL_IDENTITY,
  resultSentence,
  customerQueries,
} from "./identity";

const CHECK: IdentityCheck = {
  check_id: "k1",
  customer_id: "c1",
  attempt: 1,
  attempts_left: 2,
  questions: [
    { id: "birth", text: "¿Cuándo nació?" },
    { id: "city", text: "¿En qué ciudad vive?" },
  ],
};
const after = (...events: IdentityEvent[]) => events.reduce(reduce, INITIAL_IDENTITY);
const asked = { type: "asked", check: CHECK } as const;
const loaded = (
  status: "none" | "asked" | "passed" | "failed" | "closed",
  left = 0,
  check: IdentityCheck | null = null,
) => ({ type: "loaded", status: { status, customer_id: "c1", check, attempts_left: left } }) as const;

describe("the identity check of a call", () => {
  it("starts with the search for a customer", () => expect(after(loaded("none")).phase).toBe("seek"));
  it("continues with the drawn questions and lists the unanswered ones", () => {
    const state = after(asked, { type: "typed", question: "birth", answer: "3 de mayo" });
    expect(state.phase).toBe("ask");
    expect(unansweredQuestions(state)).toEqual(["city"]);
    expect(toAnswers(state)[0]).toEqual({ question: "birth", answer: "3 de mayo" });
  });
  it("keeps the typed answers when the same check is loaded again, and drops them for a new check", () => {
    const typed = after(asked, { type: "typed", question: "birth", answer: "x" });
    expect(reduce(typed, loaded("asked", 2, CHECK)).answers).toEqual({ birth: "x" });
    expect(reduce(typed, loaded("asked", 1, { ...CHECK, check_id: "k2" })).answers).toEqual({});
  });
  it.each([
    [{ result: "passed", attempts_left: 2, closed: false }, "passed", "Identidad verificada"],
    [{ result: "failed", attempts_left: 1, closed: false }, "failed", "No coincide; queda un intento"],
    [{ result: "failed", attempts_left: 2, closed: false }, "failed", "No coincide; quedan dos intentos"],
    [{ result: "failed", attempts_left: 0, closed: true }, "closed", "No coincide; no quedan intentos"],
  ] as const)("states each result clearly: %j", (judged, phase, words) => {
    const state = after(asked, { type: "judged", judged });
    expect([state.phase, resultSentence(state), state.answers, state.check]).toEqual([phase, words, {}, null]);
  });
  it("can switch to another customer only before it is verified or closed", () => {
    expect(after(asked, { type: "another" }).phase).toBe("seek");
    expect(after(loaded("passed"), { type: "another" }).phase).toBe("passed");
    expect(after(loaded("closed"), { type: "another" }).phase).toBe("closed");
  });
});

describe("customerQueries", () => {
  it.each([
    ["52.900.101", [{ document: "52900101" }, { number: 52900101 }]],
    ["3001112203", [{ document: "3001112203" }, { phone: "3001112203" }]],
    ["+57 300 111 2203", [{ phone: "+57 300 111 2203" }]],
    ["maría del mar", [{ name: "maría del mar" }]],
    ["AB123456", [{ document: "AB123456" }]],
    ["CC 1020000010", [{ document: "CC 1020000010" }]],
    ["12", [{ number: 12 }]],
    ["  ", []],
  ])("returns the searches for «%s»", (typed, ways) => expect(customerQueries(typed)).toEqual(ways));
});
