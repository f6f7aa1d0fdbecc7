import { expect, it } from "vitest";
import { ApiProblem } from "../../../api/problem";
import {
  annexNames,
  EMPTY_FILING,
  type FilingForm,
  filingErrors,
  receivedAt,
  replyChoices,
  serverErrors,
  toFilingBody,
  withPetitioner,
} from "./filing-form";

const NOW = Date.parse("2026-11-24T15:00:00-05:00");
const LETTER: FilingForm = {
  ...EMPTY_FILING,
  kind: "queja",
  theme: "trato",
  channel: "letter",
  date: "2026-11-20",
  time: "18:30",
  text: "Pido mi paz y salvo.",
  name: "Luz Beltrán",
  email: "luz@example.com",
};

it("receivedAt is the local moment in Colombia, and empty while a part is missing", () => {
  expect(receivedAt(LETTER)).toBe("2026-11-20T18:30:00-05:00");
  expect(receivedAt({ date: "2026-11-20", time: "" })).toBe("");
});

it("filingErrors is empty for a complete letter", () => expect(filingErrors(LETTER, true, NOW)).toEqual({}));

it("filingErrors names each missing field", () =>
  expect(Object.keys(filingErrors({ ...EMPTY_FILING, actsAs: "attorney" }, false, NOW))).toEqual([
    "channel",
    "date",
    "time",
    "name",
    "representative",
    "mandateDocument",
    "theme",
    "text",
    "email",
  ]));

it("filingErrors refuses a receipt in the future", () =>
  expect(filingErrors({ ...LETTER, date: "2026-11-25" }, true, NOW).date).toContain("posterior"));

it("an anonymous petition has no name and needs no address", () => {
  const anonymous = withPetitioner({ ...LETTER, actsAs: "attorney", representative: "Iván" }, "anonymous");
  const form: FilingForm = { ...anonymous, replyBy: "none" };
  expect(filingErrors(form, true, NOW)).toEqual({});
  const body = toFilingBody(form, []);
  expect([body.petitioner, body.customer_id, body.representative, body.mandate, body.email]).toEqual(
    Array(5).fill(undefined),
  );
});

it("toFilingBody sends the mandate of the person who acts", () =>
  expect(
    toFilingBody(
      { ...LETTER, actsAs: "attorney", representative: " Iván ", mandateDocument: "Poder", expiresOn: "2027-01-31" },
      [],
    ),
  ).toMatchObject({
    petitioner: { name: "Luz Beltrán", document: null },
    representative: { name: "Iván", document: null },
    mandate: { kind: "attorney", document: "Poder", scope: null, expires_on: "2027-01-31" },
    email: "luz@example.com",
  }));

it("the term of an authority needs its date, its hour and its file; a priority its evidence", () => {
  const tutela: FilingForm = { ...LETTER, authority: "tutela", priority: "minor" };
  expect(Object.keys(filingErrors(tutela, true, NOW))).toEqual(["dueDate", "dueTime", "reference", "evidence"]);
  const whole: FilingForm = {
    ...tutela,
    dueDate: "2026-11-26",
    dueTime: "16:00",
    reference: "2026-00123",
    evidence: "Registro civil",
  };
  expect(filingErrors(whole, true, NOW)).toEqual({});
  expect(filingErrors({ ...whole, dueDate: "2026-11-23" }, true, NOW).dueDate).toContain("ya pasó");
  expect(toFilingBody(whole, [])).toMatchObject({
    authority: { kind: "tutela", due_at: "2026-11-26T16:00:00-05:00", reference: "2026-00123" },
    priority: { reason: "minor", evidence: "Registro civil" },
  });
});

it("annexNames lists the files, then the papers", () =>
  expect(annexNames({ ...LETTER, paperAnnexes: "Certificado\n\n Recibo " }, ["cedula.pdf"])).toEqual([
    "cedula.pdf",
    "Certificado",
    "Recibo",
  ]));

it("only a customer is answered at the address of their record", () => {
  expect(replyChoices("customer")).toContain("record");
  expect(withPetitioner({ ...LETTER, petitionerIs: "customer", replyBy: "record" }, "named").replyBy).toBe("email");
  expect(withPetitioner(EMPTY_FILING, "customer").replyBy).toBe("record");
  expect(withPetitioner(LETTER, "customer").replyBy).toBe("email"); // an address was typed
});

it("serverErrors stand beside the fields of the form that they are about", () => {
  const errors = [
    { field: "petitioner.name", detail: "Muy largo." },
    { field: "annexes.3", detail: "Muy largo." },
    { field: "outcome", detail: "No se usa aquí." },
  ];
  expect(serverErrors(new ApiProblem(422, { code: "malformed_body", errors }))).toEqual({
    name: "Muy largo.",
    paperAnnexes: "Muy largo.",
  });
  expect(serverErrors(new ApiProblem(400, { code: "email_wrong", detail: "No existe." }))).toEqual({
    email: "No existe.",
  });
  expect(serverErrors(new Error("offline"))).toEqual({});
});
