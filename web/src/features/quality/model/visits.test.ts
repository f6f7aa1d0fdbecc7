import { describe, expect, it } from "vitest";
import type { Visit } from "../../../api/visits";
import { subjectOf, weekOfDay } from "./finding-reports";
import { answersOf, countsLabel, progress, sameForm, toVisitDraft, toVisitForm } from "./visits";

const VISIT = {
  ...{ mode: "in_person", visited_on: "2026-11-27", place: "Sede", line: null, channel: null, attendees: [] },
  ...{ answers: { audio: "yes" }, notes: {}, observations: "" },
  form: { sections: [{ questions: [{ id: "audio" }, { id: "papeles" }] }] },
} as unknown as Visit;

describe("the form of a visit", () => {
  it("has a line for the first attendee, who is sent with a name only", () => {
    const form = toVisitForm(VISIT);
    expect(form.attendees).toEqual([{ name: "", position: "" }]);
    expect(toVisitDraft(form, 4)).toMatchObject({ attendees: [], revision: 4 });
    expect(sameForm(form, { ...form, attendees: [] })).toBe(true);
    expect(sameForm(form, { ...form, place: "Otra" })).toBe(false);
  });

  it("counts the answered questions", () => {
    expect(progress(VISIT, toVisitForm(VISIT))).toEqual({ answered: 1, questions: 2 });
    expect(answersOf({ not_applicable: false })).toEqual(["yes", "no"]);
    expect(countsLabel({ yes: 8, no: 1, not_applicable: 0 })).toBe("8 sí · 1 no");
  });
});

describe("the request of a report", () => {
  it("names the ISO week or the month of a day, or the visit", () => {
    expect(["2026-11-30", "2027-01-03", "2027-01-04", "2026-12-31"].map(weekOfDay)).toEqual([
      "2026-W49",
      "2026-W53",
      "2027-W01",
      "2026-W53",
    ]);
    expect(subjectOf({ scope: "month", day: "2026-11-30", visit: "" })).toBe("2026-11");
    expect(subjectOf({ scope: "visit", day: "2026-11-30", visit: "2026-0001" })).toBe("2026-0001");
  });
});
