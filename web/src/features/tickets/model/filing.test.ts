import type { FormField } from "./form";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../../api/customers";
import type { Call } from "../../../api/types";
import { emptyForm } from "./form";
import {
  nextEmail,
  toFilingRequest,
  missingFieldId,
  defaultEmail,
  primaryAction,
  missingFields,
  petitionerType,
  petitionerName,
  pickErrors,
} from "./filing";

const at = (stage: Call["stage"]) => ({ stage }) as Call;
const IVAN = {
  actsAs: "attorney",
  representative: "Iván",
  representativeDocument: " CC 2 ",
  mandateDocument: " Poder, Notaría 4 ",
};
const form = (change: object) => ({ ...emptyForm("k"), ...change });

describe("the primary action", () => {
  it.each([
    ["talking", {}, "file"],
    ["talking", { text: "pide" }, "file"],
    ["wrap_up", {}, "finish"],
    ["wrap_up", { text: "  " }, "finish"],
    ["wrap_up", { text: "pide" }, "file"],
    ["wrap_up", { text: "pide", ticket: "2026-000001-3" }, "finish"],
  ] as const)("in %s with %j is %s", (stage, change, step) =>
    expect(primaryAction(at(stage), form(change))).toBe(step),
  );
});

describe("the missing fields", () => {
  it("to file are the theme and the text", () =>
    expect(Object.keys(missingFields("file", form({}), false))).toEqual(["theme", "text"]));
  it("include the subtheme if only its theme was chosen", () =>
    expect(missingFields("file", form({ kind: "queja", theme: "trato", text: "x" }), false).theme).toContain(
      "subtema",
    ));
  it("to finish are the theme alone", () =>
    expect(Object.keys(missingFields("finish", form({}), false))).toEqual(["theme"]));
  it("are empty once all are given", () =>
    expect(missingFields("file", form({ kind: "queja", theme: "trato", text: "x" }), true)).toEqual({}));
  it("include the answer of an answered call, and an invalid e-mail", () => {
    const begun = form({ kind: "queja", theme: "trato", text: "x", outcome: "answered", email: "ana@correo" });
    expect(Object.keys(missingFields("file", begun, true))).toEqual(["answer", "email"]);
    expect([missingFieldId("answer"), missingFieldId(undefined)]).toEqual(["respuesta", "texto"]);
  });
  it("include the open placeholders of an answer", () =>
    expect(
      missingFields(
        "file",
        form({ kind: "queja", theme: "trato", text: "x", outcome: "answered", answer: "Vale {{ valor }}." }),
        true,
      ).answer,
    ).toBe("Falta llenar: valor."));
  it("include a name if only a document was given", () =>
    expect(
      Object.keys(missingFields("file", form({ kind: "queja", theme: "trato", text: "x", document: "CC 1" }), true)),
    ).toEqual(["petitioner"]));
  it("include the person who acts, their document and for whom they act", () =>
    expect(
      Object.keys(missingFields("file", form({ kind: "queja", theme: "trato", text: "x", actsAs: "attorney" }), true)),
    ).toEqual(["representative", "mandateDocument", "petitioner"]));
  it("include an answer on the call to a person who acts for another", () => {
    const answered = { kind: "queja", theme: "trato", text: "x", outcome: "answered", answer: "Sí.", ...IVAN };
    expect(missingFields("file", form(answered), true, "k7").answer).toContain("escale la petición");
    expect(missingFields("file", form({ ...answered, petitioner_is: "anonymous" }), true, "k7")).toEqual({});
  });
  it("never include the petitioner or an address", () =>
    expect(
      missingFields("file", form({ kind: "queja", theme: "trato", text: "x", outcome: "escalated" }), true),
    ).toEqual({}));
});

const CUSTOMER = {
  id: "k7",
  name: "Ana",
  emails: ["ana@correo.example"],
  addresses: [],
  preferred_contact: null,
} as unknown as Customer;

describe("the petitioner", () => {
  it.each([
    ["", "k7", "customer"],
    ["", "", "named"],
    ["other", "k7", "named"],
    ["anonymous", "k7", "anonymous"],
    ["anonymous", "", "anonymous"],
  ] as const)("with the choice «%s» and the customer «%s» is %s", (petitioner_is, customer, is) =>
    expect(petitionerType(form({ petitioner_is }), customer)).toBe(is),
  );
  it("has a name if one was given or verified", () => {
    expect(petitionerName(form({ petitioner: "Luz" }), CUSTOMER)).toBe("Ana");
    expect(petitionerName(form({ petitioner: "Luz", petitioner_is: "other" }), CUSTOMER)).toBe("Luz");
    expect(petitionerName(form({ petitioner: "Luz", petitioner_is: "anonymous" }), CUSTOMER)).toBe("");
  });
  it("has the customer's e-mail only for the customer's own petition", () => {
    expect(defaultEmail(form({}), CUSTOMER)).toBe("ana@correo.example");
    expect(defaultEmail(form({ petitioner_is: "other" }), CUSTOMER)).toBe("");
    expect(defaultEmail(form({ petitioner_is: "anonymous" }), CUSTOMER)).toBe("");
    expect(
      defaultEmail(form({}), {
        ...CUSTOMER,
        preferred_contact: "letter",
        addresses: [{ line: "Calle 1", municipality: "11001" }],
      } as Customer),
    ).toBe("");
  });
  it.each([
    ["is filled in automatically", {}, "ana@correo.example", "", "ana@correo.example"],
    ["does not replace what was typed", { email: "otra@correo.example" }, "ana@correo.example", "", undefined],
    [
      "is removed when the petition is another person's",
      { email: "ana@correo.example", petitioner_is: "other" },
      "",
      "ana@correo.example",
      "",
    ],
    [
      "is removed when it is anonymous",
      { email: "ana@correo.example", petitioner_is: "anonymous" },
      "",
      "ana@correo.example",
      "",
    ],
    ["stays when only the verification expired", { email: "ana@correo.example" }, "", "ana@correo.example", undefined],
    ["stays on a filed ticket", { ticket: "2026-000001-3" }, "ana@correo.example", "", undefined],
  ] as const)("has an e-mail that %s", (_, change, known, before, after) =>
    expect(nextEmail(form(change), known, before)).toBe(after),
  );
  it("can be the verified customer with a representative, without another name", () =>
    expect(missingFields("file", form({ kind: "queja", theme: "trato", text: "x", ...IVAN }), true, "k7")).toEqual({}));
  it("is not required for an anonymous petition", () =>
    expect(
      missingFields(
        "file",
        form({ kind: "queja", theme: "trato", text: "x", document: "CC 1", petitioner_is: "anonymous" }),
        true,
      ),
    ).toEqual({}));
});

describe("the filing request", () => {
  const begun = form({
    kind: "queja",
    theme: "trato",
    subtheme: "grosero",
    text: "x",
    petitioner: " Luz ",
    email: "luz@correo.example ",
  });
  it("contains only what was given", () =>
    expect(toFilingRequest(begun, "c1", "")).toEqual({
      kind: "queja",
      theme: "trato",
      subtheme: "grosero",
      text: "x",
      call_id: "c1",
      outcome: "escalated",
      email: "luz@correo.example",
      petitioner: { name: "Luz" },
      relay_call: false,
    }));
  it("names the person who acts for the petitioner, and by what document", () =>
    expect(toFilingRequest(form({ ...begun, ...IVAN }), "c1", "")).toMatchObject({
      petitioner: { name: "Luz" },
      representative: { name: "Iván", document: "CC 2" },
      mandate: { kind: "attorney", document: "Poder, Notaría 4", scope: null, expires_on: null },
    }));
  it("names the person who acts for a verified customer", () =>
    expect(toFilingRequest(form({ ...begun, ...IVAN, expiresOn: "2027-01-31" }), "c1", "k7")).toMatchObject({
      customer_id: "k7",
      representative: { name: "Iván", document: "CC 2" },
      mandate: { kind: "attorney", expires_on: "2027-01-31" },
    }));
  it("names another person on the customer's call, and no customer, if chosen", () => {
    const sent = toFilingRequest({ ...begun, petitioner_is: "other" }, "c1", "k7");
    expect([sent.petitioner, "customer_id" in sent]).toEqual([{ name: "Luz" }, false]);
  });
  it("names no one for an anonymous petition, whatever was verified or typed", () =>
    expect(
      Object.keys(toFilingRequest(form({ ...begun, ...IVAN, email: "", petitioner_is: "anonymous" }), "c1", "k7")),
    ).toEqual(["kind", "theme", "subtheme", "text", "call_id", "outcome", "relay_call"]));
  it("says that the Centro de Relevo interpreted the call", () =>
    expect(toFilingRequest({ ...begun, relay_call: "yes" }, "c1", "").relay_call).toBe(true));
  it("names the customer whom the call has verified", () =>
    expect(toFilingRequest(begun, "c1", "k7")).toMatchObject({ customer_id: "k7" }));
  it("contains an answer only if it was answered on the call", () => {
    expect(toFilingRequest({ ...begun, answer: "Sí." }, "c1", "")).not.toHaveProperty("answer");
    expect(toFilingRequest({ ...begun, answer: "Sí.", outcome: "answered" }, "c1", "")).toMatchObject({
      outcome: "answered",
      answer: "Sí.",
    });
  });
});

describe("pickErrors", () => {
  it("omits a field that appeared after the last submit", () => {
    const tried = Object.keys(missingFields("file", form({ kind: "queja", theme: "trato" }), true)) as FormField[];
    const later = missingFields("file", form({ kind: "queja", theme: "trato", outcome: "answered" }), true);
    expect(later.answer).toBeTruthy();
    expect(pickErrors(tried, later)).toEqual({ text: "Escriba la petición de quien llama." });
  });
});
