import { expect, it } from "vitest";
import { ApiProblem } from "../../../api/problem";
import {
  EMPTY_REGISTRATION,
  hasSameDocument,
  type Registration,
  registrationErrors,
  registrationServerErrors,
  resemblancePhrase,
  type SimilarCustomer,
  toRegistrationBody,
} from "./registration";

const MARTA: Registration = { ...EMPTY_REGISTRATION, name: " Marta Ruiz ", number: "41.555.666", phone: "3105550000" };
const OTHER: SimilarCustomer = {
  id: "c1",
  number: 7,
  name: "Marta Ruiz",
  document_kind: "CC",
  document: "41555666",
  masked: false,
  same: ["document", "name"],
};

it("a customer needs a name and a document, and an address is whole or absent", () => {
  expect(registrationErrors(MARTA)).toEqual({});
  expect(Object.keys(registrationErrors({ ...MARTA, name: "", number: " " }))).toEqual(["name", "document"]);
  expect(Object.keys(registrationErrors({ ...MARTA, line: "Calle 1" }))).toEqual(["addresses.0.municipality"]);
  expect(Object.keys(registrationErrors({ ...MARTA, municipality: "11001" }))).toEqual(["addresses.0.line"]);
});

it("the server's messages stand beside their fields, in the order of the screen", () => {
  const errors = [
    { field: "addresses", detail: "Sobran." },
    { field: "phones.0", detail: "No es un teléfono." },
    { field: "document.number", detail: "No es una cédula." },
    { field: "distinct_from.2", detail: "No es un cliente." },
  ];
  const found = registrationServerErrors(new ApiProblem(422, { code: "malformed_body", errors }));
  expect(Object.entries(found)).toEqual([
    ["document", "No es una cédula."],
    ["phones", "No es un teléfono."],
    ["addresses.0.line", "Sobran."],
  ]);
  expect(registrationServerErrors(new Error("offline"))).toEqual({});
});

it("toRegistrationBody sends no empty contact", () =>
  expect(toRegistrationBody(MARTA, ["c2"])).toEqual({
    name: "Marta Ruiz",
    document: { kind: "CC", number: "41.555.666" },
    birth_date: null,
    phones: ["3105550000"],
    emails: [],
    addresses: [],
    distinct_from: ["c2"],
  }));

it("resemblancePhrase says in what two customers are the same", () =>
  expect(resemblancePhrase(OTHER)).toBe("Tiene el mismo número de documento y un nombre que suena igual."));

it("the same number of another kind of document is not the same document", () => {
  expect(hasSameDocument(OTHER, MARTA)).toBe(true);
  expect(hasSameDocument(OTHER, { ...MARTA, kind: "PPT" })).toBe(false);
});
