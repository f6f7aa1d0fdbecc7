import { expect, it } from "vitest";
import type { CallSpeaker } from "../../../api/customers";
import { EMPTY_MANDATE, isCheckedInCall, isOfSpeaker, mandateOfSpeaker, toMandateBody } from "./mandate";

const SPEAKER: CallSpeaker = {
  speaker: "attorney",
  speaker_name: "Apoderado",
  representative: { name: "Iván Duarte", document: null },
  mandate: { kind: "attorney", document: "Poder, Notaría 4", scope: null, expires_on: "2027-03-01" },
  state: "unchecked",
  state_name: "Sin revisar",
  coverage: null,
  until: null,
  record_obstacle: "Revise la acreditación.",
  lookup_obstacle: "Revise la acreditación.",
};
const FORM = mandateOfSpeaker(SPEAKER);

it("a form takes over the person who speaks, and sends what was stated", () => {
  expect(toMandateBody(FORM)).toEqual({ representative: SPEAKER.representative, mandate: SPEAKER.mandate });
  expect(mandateOfSpeaker({ representative: null, mandate: null })).toEqual(EMPTY_MANDATE);
});

it("a form is of the speaker as long as person and document are the same", () => {
  expect(isOfSpeaker({ ...FORM, representative: " Iván Duarte " }, SPEAKER)).toBe(true);
  expect(isOfSpeaker({ ...FORM, scope: "todo" }, SPEAKER)).toBe(false);
  expect(isOfSpeaker(EMPTY_MANDATE, { ...SPEAKER, speaker: "holder", representative: null, mandate: null })).toBe(
    false,
  );
  expect(isOfSpeaker(FORM, undefined)).toBe(false);
});

it("only a check for everything or nothing lets the petition be answered in the call", () => {
  const checked = (coverage: CallSpeaker["coverage"]) => isCheckedInCall(FORM, { ...SPEAKER, coverage });
  expect([checked(null), checked("record"), checked("record_and_lookups"), checked("none")]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(isCheckedInCall({ ...FORM, mandateDocument: "Otro" }, { ...SPEAKER, coverage: "none" })).toBe(false);
});
