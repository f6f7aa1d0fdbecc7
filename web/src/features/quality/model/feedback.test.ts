import { describe, expect, it } from "vitest";
import type { EvaluationDetail } from "../../../api/feedback";
import {
  decideText,
  dueText,
  failedCriteria,
  fileOf,
  lastRefutation,
  monthLabel,
  ownStateText,
  spokenMoment,
  stepText,
  workLabel,
  workPath,
} from "./feedback";

const UNTIL = "2026-12-01T22:00:00Z";
const BEFORE = Date.parse("2026-11-30T15:00:00Z");
const AFTER = Date.parse("2026-12-02T15:00:00Z");
const evaluation = (changes: Partial<EvaluationDetail>) =>
  ({ state: "pending", refutable_until: UNTIL, needs_feedback: true, decide_by: null, ...changes }) as EvaluationDetail;
const step = (act: EvaluationDetail["history"][number]["act"], text: string, criteria: string[] = []) => ({
  at: UNTIL,
  by: "ana",
  by_name: "Ana",
  act,
  state: "refuted" as const,
  round: 1,
  text,
  criteria,
});

describe("a deadline", () => {
  it("is said as people say it, in Bogotá", () => {
    expect(spokenMoment(UNTIL)).toBe("martes 1 de diciembre, 5:00 p. m.");
    expect(spokenMoment("2026-12-01T13:05:00Z")).toBe("martes 1 de diciembre, 8:05 a. m.");
  });
  it("says what to do, until when and what happens then", () => {
    expect(ownStateText(evaluation({}), BEFORE)).toBe(
      "Acéptela o refútela hasta el martes 1 de diciembre, 5:00 p. m. Después la nota queda como está: podrá aceptarla, pero ya no refutarla.",
    );
    expect(ownStateText(evaluation({ needs_feedback: false }), BEFORE)).toMatch(
      /^Léala\. Puede aceptarla, o refutarla/,
    );
    expect(ownStateText(evaluation({}), AFTER)).toBe(
      "El plazo para refutarla terminó el martes 1 de diciembre, 5:00 p. m. La nota queda como está; todavía puede aceptarla.",
    );
  });
  it("is in the list in few words", () => {
    expect(dueText(evaluation({}), BEFORE)).toBe("acéptela o refútela hasta el martes 1 de diciembre, 5:00 p. m.");
    expect(dueText(evaluation({ needs_feedback: false, refutable_until: null }), BEFORE)).toBe("puede refutarla");
    expect(dueText(evaluation({}), AFTER)).toBe("el plazo para refutarla terminó");
    expect(dueText(evaluation({ state: "accepted" }), AFTER)).toBe("");
  });
  it("of a decision says when it is late", () => {
    expect(decideText({ decide_by: UNTIL, late: false })).toBe("hasta el martes 1 de diciembre, 5:00 p. m.");
    expect(decideText({ decide_by: UNTIL, late: true })).toBe("venció el martes 1 de diciembre, 5:00 p. m.");
    expect(decideText({ decide_by: null, late: false })).toBe("sin plazo");
  });
});

describe("the state of one's own evaluation", () => {
  it("says who decides, and that the note stays meanwhile", () => {
    expect(ownStateText(evaluation({ state: "refuted", decide_by: UNTIL }), BEFORE)).toBe(
      "Usted la refutó. Otra persona, distinta de quien evaluó, decide a más tardar el martes 1 de diciembre, 5:00 p. m. Mientras tanto vale la nota firmada.",
    );
    expect(ownStateText(evaluation({ state: "conciliation" }), BEFORE)).toContain("en conciliación");
  });
  it.each(["accepted", "refutation_accepted", "refutation_rejected"] as const)("has a sentence for %s", (state) =>
    expect(ownStateText(evaluation({ state }), BEFORE)).toMatch(/\.$/),
  );
});

describe("a refutation", () => {
  const history = [
    step("sign", ""),
    step("refute", "No.", ["a"]),
    step("conciliate", "Mañana."),
    step("reject", "Se oye."),
  ];
  it("is read from the history with what followed", () => {
    expect(lastRefutation({ history })).toEqual({ text: "No.", criteria: ["a"], at: UNTIL, by: "Ana", round: 1 });
    expect(lastRefutation({ history: history.slice(0, 1) })).toBeNull();
    expect(stepText({ history }, ["conciliate"])).toBe("Mañana.");
    expect(stepText({ history }, ["uphold", "reject"])).toBe("Se oye.");
    expect(stepText({ history }, ["accept"])).toBe("");
  });
  it("is offered for the criteria that fail", () => {
    const form = { sections: [{ criteria: [{ id: "a" }, { id: "b" }] }] } as EvaluationDetail["form"];
    expect(failedCriteria({ form, answers: { a: "fails", b: "meets" } }).map(({ id }) => id)).toEqual(["a"]);
  });
  it("has the file of its round", () => {
    const file = { round: 2, name: "a.pdf", media_type: "", digest: "", stored_at: UNTIL, waits: false };
    expect([fileOf([file], 2), fileOf([file], 1), fileOf(undefined, 2)]).toEqual([file, undefined, undefined]);
  });
});

it("names the work and its page", () => {
  expect(workLabel({ channel: "phone", item: "c-1" })).toBe("Llamada c-1");
  expect(workPath({ channel: "written", item: "2026-000001-5" })).toBe("/bandeja/2026-000001-5");
  expect(monthLabel("2026-11")).toBe("noviembre de 2026");
});
