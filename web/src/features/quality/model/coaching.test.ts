import { describe, expect, it } from "vitest";
import type { Coaching } from "../../../api/coaching";
import { causeText, dateText, overdueText, ownCoachingText, typedMoment } from "./coaching";

const STARTS = "2026-12-01T15:30:00Z";
const coaching = (state: Coaching["state"], fulfilled: boolean | null = null) => ({
  state,
  starts_at: STARTS,
  due_on: "2026-12-10",
  fulfilled,
});

describe("a coaching", () => {
  it("says its next date", () => {
    expect(dateText(coaching("scheduled"))).toBe("sesión el martes 1 de diciembre, 10:30 a. m.");
    expect(dateText(coaching("confirmed"))).toBe("compromiso hasta el 10 de diciembre de 2026");
    expect(dateText(coaching("followed"))).toBe("");
  });
  it("says why it exists and what is overdue", () => {
    expect(causeText({ cause: "rule", evaluation: "2026-0007" })).toBe(
      "Lo pide la regla del sitio por la evaluación 2026-0007",
    );
    expect(causeText({ cause: "person", evaluation: "2026-0007" })).toBe("Se abrió por la evaluación 2026-0007");
    expect([overdueText({ overdue: "" }), overdueText({ overdue: "session" })]).toEqual([
      "",
      "la sesión pasó y no se ha registrado",
    ]);
  });
  it.each(["scheduled", "held", "confirmed", "followed", "annulled", "dismissed"] as const)(
    "asks the advisor for something, or says that nothing is asked: %s",
    (state) => expect(ownCoachingText(coaching(state, true))).toMatch(/\.$/),
  );
  it("reads the typed date and hour in Colombia", () => {
    expect(typedMoment("2026-12-01", "10:30")).toBe("2026-12-01T10:30:00-05:00");
    expect(Date.parse(typedMoment("2026-12-01", "10:30"))).toBe(Date.parse(STARTS));
    expect([typedMoment("", "10:30"), typedMoment("2026-12-01", "")]).toEqual(["", ""]);
  });
});
