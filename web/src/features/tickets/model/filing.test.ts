import type { FormField } from "./form";
import { describe, expect, it } from "vitest";
import type { Customer } from "../../../api/customers";
import type { Call } from "../../../api/types";
import { emptyForm } from "./form";
import {
  nextEmail,
  toFilingRequest,
  firstMissingFieldId,
  defaultEmail,
  primaryAction,
  missingFields,
  petitionerType,
  petitionerName,
  pickErrors,
} from "./filing";

const at = (stage: Call["stage"]) => ({ stage }) as Call;
const form = (change: object) => ({ ...emptyForm("k"), ...change });

describe("the main button", () => {
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

describe("what is missing", () => {
  it("to file is the theme and the text", () =>
    expect(Object.keys(missingFields("file", form({}), false))).toEqual(["theme", "text"]));
  it("is the sub-theme where only its theme was said", () =>
    expect(missingFields("file", form({ kind: "queja", theme: "trato", text: "x" }), false).theme).toContain(
      "subtema",
    ));
  it("to finish is the theme alone", () =>
    expect(Object.keys(missingFields("finish", form({}), false))).toEqual(["theme"]));
  it("is nothing once both are there", () =>
    expect(missingFields("file", form({ kind: "queja", theme: "trato", text: "x" }), true)).toEqual({}));
  it("is the answer where it was given on the call, and an e-mail that could be one", () => {
    const begun = form({ kind: "queja", theme: "trato", text: "x", outcome: "answered", email: "ana@correo" });
    expect(Object.keys(missingFields("file", begun, true))).toEqual(["answer", "email"]);
    expect(firstMissingFieldId("file", begun, true)).toBe("respuesta");
  });
  it("is what the wording of an answer leaves open", () =>
    expect(
      missingFields(
        "file",
        form({ kind: "queja", theme: "trato", text: "x", outcome: "answered", answer: "Vale {{ valor }}." }),
        true,
      ).answer,
    ).toBe("Falta llenar: valor."));
  it("is a name only where a document was said", () =>
    expect(
      Object.keys(missingFields("file", form({ kind: "queja", theme: "trato", text: "x", document: "CC 1" }), true)),
    ).toEqual(["petitioner"]));
  it("is the name of who speaks for somebody, and of whom, where only a document was said", () =>
    expect(
      Object.keys(
        missingFields(
          "file",
          form({ kind: "queja", theme: "trato", text: "x", representative_document: "CC 2" }),
          true,
        ),
      ),
    ).toEqual(["representative", "petitioner"]));
  it("is never who asks, nor an address", () =>
    expect(
      missingFields("file", form({ kind: "queja", theme: "trato", text: "x", outcome: "escalated" }), true),
    ).toEqual({}));
});

const IVAN = { representative: "Iván", representative_document: " CC 2 " };
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
  ] as const)("chosen as «%s» with the customer «%s» is %s", (petitioner_is, customer, is) =>
    expect(petitionerType(form({ petitioner_is }), customer)).toBe(is),
  );
  it("is known by name where one was said or verified", () => {
    expect(petitionerName(form({ petitioner: "Luz" }), CUSTOMER)).toBe("Ana");
    expect(petitionerName(form({ petitioner: "Luz", petitioner_is: "other" }), CUSTOMER)).toBe("Luz");
    expect(petitionerName(form({ petitioner: "Luz", petitioner_is: "anonymous" }), CUSTOMER)).toBe("");
  });
  it("has the e-mail of the customer for the customer's own petition alone", () => {
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
    ["comes in by itself", {}, "ana@correo.example", "", "ana@correo.example"],
    ["does not replace what was typed", { email: "otra@correo.example" }, "ana@correo.example", "", undefined],
    [
      "goes when the petition is another person's",
      { email: "ana@correo.example", petitioner_is: "other" },
      "",
      "ana@correo.example",
      "",
    ],
    [
      "goes when it is anonymous",
      { email: "ana@correo.example", petitioner_is: "anonymous" },
      "",
      "ana@correo.example",
      "",
    ],
    ["stays when only the verification ran out", { email: "ana@correo.example" }, "", "ana@correo.example", undefined],
    ["stays on a filed ticket", { ticket: "2026-000001-3" }, "ana@correo.example", "", undefined],
  ] as const)("has an e-mail that %s", (_, change, known, before, after) =>
    expect(nextEmail(form(change), known, before)).toBe(after),
  );
  it("may be the verified customer with a representative, without another name", () =>
    expect(missingFields("file", form({ kind: "queja", theme: "trato", text: "x", ...IVAN }), true, "k7")).toEqual({}));
  it("is not asked for where the petition is anonymous", () =>
    expect(
      missingFields(
        "file",
        form({ kind: "queja", theme: "trato", text: "x", document: "CC 1", petitioner_is: "anonymous" }),
        true,
      ),
    ).toEqual({}));
});

describe("what is filed", () => {
  const begun = form({
    kind: "queja",
    theme: "trato",
    subtheme: "grosero",
    text: "x",
    petitioner: " Luz ",
    email: "luz@correo.example ",
  });
  it("is what was said and no more", () =>
    expect(toFilingRequest(begun, "c1", "")).toEqual({
      kind: "queja",
      theme: "trato",
      subtheme: "grosero",
      text: "x",
      call_id: "c1",
      outcome: "escalated",
      email: "luz@correo.example",
      petitioner: { name: "Luz" },
    }));
  it("tells who speaks for who asks", () =>
    expect(toFilingRequest({ ...begun, ...IVAN }, "c1", "")).toMatchObject({
      petitioner: { name: "Luz" },
      representative: { name: "Iván", document: "CC 2" },
    }));
  it("tells who speaks for a verified customer", () =>
    expect(toFilingRequest({ ...begun, ...IVAN }, "c1", "k7")).toMatchObject({
      customer_id: "k7",
      representative: { name: "Iván", document: "CC 2" },
    }));
  it("is another person's on the customer's call, and no customer's, where that was chosen", () => {
    const sent = toFilingRequest({ ...begun, petitioner_is: "other" }, "c1", "k7");
    expect([sent.petitioner, "customer_id" in sent]).toEqual([{ name: "Luz" }, false]);
  });
  it("names nobody where it is anonymous, whoever was verified and whatever was typed", () =>
    expect(
      Object.keys(toFilingRequest({ ...begun, ...IVAN, email: "", petitioner_is: "anonymous" }, "c1", "k7")),
    ).toEqual(["kind", "theme", "subtheme", "text", "call_id", "outcome"]));
  it("is of the customer whom the call has verified", () =>
    expect(toFilingRequest(begun, "c1", "k7")).toMatchObject({ customer_id: "k7" }));
  it("holds an answer only where it was answered on the call", () => {
    expect(toFilingRequest({ ...begun, answer: "Sí." }, "c1", "")).not.toHaveProperty("answer");
    expect(toFilingRequest({ ...begun, answer: "Sí.", outcome: "answered" }, "c1", "")).toMatchObject({
      outcome: "answered",
      answer: "Sí.",
    });
  });
});

describe("what is complained of", () => {
  it("is not a field that came up after it was tried", () => {
    const tried = Object.keys(missingFields("file", form({ kind: "queja", theme: "trato" }), true)) as FormField[];
    const later = missingFields("file", form({ kind: "queja", theme: "trato", outcome: "answered" }), true);
    expect(later.answer).toBeTruthy();
    expect(pickErrors(tried, later)).toEqual({ text: "Escriba qué pide quien llama." });
  });
});
