import { describe, expect, it } from "vitest";
import {
  answerChanges,
  type EvaluationDetail,
  familyResults,
  familyText,
  freeNotes,
  notePlace,
  notesOf,
  roundReason,
  scoreText,
} from "./signed-evaluation";

const criterion = (id: string, family: "user" | "noncritical") => ({
  id,
  name: `Criterio ${id}`,
  help: "",
  weight: "50",
  family,
  family_name: family === "user" ? "Error crítico de usuario" : "Error no crítico",
  critical: false,
  evidence: [],
  not_applicable: false,
});
const form = {
  sections: [{ id: "s", name: "Sección", criteria: [criterion("a", "user"), criterion("b", "noncritical")] }],
} as unknown as EvaluationDetail["form"];

describe("a signed evaluation", () => {
  it("writes its score as people do", () => {
    expect(["85.00", "83.33", "70.50", "100.00", "0.00"].map(scoreText)).toEqual(["85", "83,33", "70,5", "100", "0"]);
    expect(scoreText(null)).toBe("sin nota");
  });
  it("names each family of its form, also one that did not apply", () => {
    const results = familyResults({ form }, { families: { user: "failed" } });
    expect(results.map((each) => [each.name, familyText(each)])).toEqual([
      ["Error crítico de usuario", "con error"],
      ["Error no crítico", "no aplicó"],
    ]);
    expect(familyText({ name: "", passed: true })).toBe("sin error");
  });
  it("places a note at a second or at a paragraph", () => {
    expect(notePlace({ text: "x", recording: "r", second: 65 })).toBe("en 1:05 de la grabación");
    expect(notePlace({ text: "x", recording: "r", second: 0 })).toBe("en 0:00 de la grabación");
    expect(notePlace({ text: "x", paragraph: 2 })).toBe("en el párrafo 2 de la respuesta");
    expect(notePlace({ text: "x" })).toBe("");
  });
  it("puts each note under its criterion or apart", () => {
    const notes = [{ text: "una", criterion: "a" }, { text: "otra" }];
    expect(notesOf(notes, "a")).toEqual([notes[0]]);
    expect(freeNotes(notes)).toEqual([notes[1]]);
  });
  it("says why a round replaced another one", () => {
    const step = { at: "", by: "", by_name: "", state: "pending" as const, criteria: [] };
    const history = [
      { ...step, act: "sign" as const, round: 1, text: null },
      { ...step, act: "correct" as const, round: 2, text: "Oí mal." },
      { ...step, act: "refute" as const, round: 2, text: "No." },
      { ...step, act: "uphold" as const, round: 3, text: "Tiene razón." },
    ];
    expect([1, 2, 3].map((each) => roundReason({ history }, each))).toEqual([
      "",
      "Corrección: Oí mal.",
      "Refutación aceptada: Tiene razón.",
    ]);
  });
  it("lists the answers that a round changed", () => {
    const changes = answerChanges(
      { form },
      { answers: { a: "fails", b: "meets" } },
      { answers: { a: "meets", b: "meets" } },
    );
    expect(changes.map((each) => [each.criterion.id, each.before, each.after])).toEqual([["a", "fails", "meets"]]);
  });
});
