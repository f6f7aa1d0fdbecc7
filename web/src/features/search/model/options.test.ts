import { describe, expect, it } from "vitest";
import labelsSample from "../../../api/labels.sample.json";
import type { SearchResults } from "../../../api/search";
import type { Account } from "../../../api/types";
import type { Labels } from "../../../labels";
import { countSentence, movedIndex, resultGroups, screenGroups, searchedText, uniqueGroups } from "./options";

const LABELS = labelsSample as unknown as Labels;
const account = (permissions: string[], advisor: unknown = null) =>
  ({ user: "ana", permissions, advisor }) as unknown as Account;
const EMPTY: SearchResults = { tickets: [], customers: [], calls: [], staff: [] };
const CUSTOMER: SearchResults["customers"][number] = {
  id: "c1",
  number: 1,
  name: "Ana Gutiérrez",
  document_kind: "CC",
  document: "52900101",
  masked: false,
};
const customerTarget = (of: Account, masked = false) =>
  resultGroups({ ...EMPTY, customers: [{ ...CUSTOMER, masked }] }, of, LABELS)[0]?.options[0]?.target;

describe("the searched text", () => {
  it.each([
    ["  paz   y salvo ", "paz y salvo"],
    ["an", ""],
    ["1", "1"],
    ["   ", ""],
  ])("of «%s» is «%s»", (typed, expected) => expect(searchedText(typed)).toBe(expected));
});

describe("the screens and actions", () => {
  const names = (typed: string, permissions: string[]) =>
    screenGroups(account(permissions), typed).flatMap(({ options }) => options.map(({ name }) => name));
  it("are those that the user may open", () => {
    expect(names("", ["calls.read"])).toEqual(expect.arrayContaining(["Llamadas", "Su cuenta", "Cerrar la sesión"]));
    expect(names("", ["calls.read"])).not.toContain("Usuarios");
    expect(names("usuarios", ["calls.read"])).toEqual([]);
  });
  it("match by what they are for", () => {
    const permissions = ["customer.register", "customer.without_call", "escalation.read"];
    expect(names("radicar peticion", permissions)).toEqual(["Radicar"]);
    expect(names("persona", permissions)).toEqual(["Clientes"]);
    expect(names("areas sin resolver", permissions)).toEqual(["Escalamientos"]);
  });
  it("match without accents, and by the group's name", () => {
    expect(names("sesion", [])).toEqual(["Cerrar la sesión"]);
    expect(names("contrato", ["report.read", "seal.read"])).toEqual(["Informes", "Sellos"]);
  });
});

describe("the results", () => {
  it("are in groups, without the empty ones", () => {
    const staff = [{ user: "luz", name: "Luz Mora", advisor: true, roles: [], disabled: false }];
    const groups = resultGroups({ ...EMPTY, customers: [CUSTOMER], staff }, account(["board.read"]), LABELS);
    expect(groups.map(({ name }) => name)).toEqual(["Clientes", "Usuarios"]);
    expect(groups[1]?.options[0]).toMatchObject({
      name: "Luz Mora",
      detail: "luz · asesor",
      target: { path: "/tablero" },
    });
  });
  it("open a ticket in the inbox, and show where the words are", () => {
    const ticket: SearchResults["tickets"][number] = {
      number: "2026-000123-8",
      kind_name: "Solicitud",
      theme_name: "Paz y salvo",
      state: "received",
      filed_at: "2026-11-30T14:00:00Z",
      due_on: "2026-12-21",
      petitioner: "Marta Peña",
      excerpt: "Pide el paz y salvo.",
      matched_by: "words",
    };
    const [group] = resultGroups({ ...EMPTY, tickets: [ticket] }, account(["ticket.read"]), LABELS);
    expect(group?.options[0]).toMatchObject({
      name: "2026-000123-8 · Marta Peña",
      detail: "Pide el paz y salvo.",
      target: { path: "/bandeja/2026-000123-8" },
    });
  });
  it("open the page of a customer only for users who may read it without a call", () => {
    expect(customerTarget(account(["customer.without_call"]))).toEqual({ path: "/clientes/c1" });
    expect(customerTarget(account(["customer.search"]), true)).toEqual({ closed: true });
    expect(customerTarget(account(["customer.read"], { id: "ana" }))).toEqual({ path: "/escritorio" });
    expect(customerTarget(account(["customer.read"], { id: "ana" }), true)).toEqual({ path: "/escritorio" });
  });
});

describe("a recent option", () => {
  it("is not shown twice", () => {
    const option = { key: "screen /cuenta", name: "Su cuenta", detail: "", target: { path: "/cuenta" } };
    const groups = uniqueGroups([
      { name: "Lo último que abrió", options: [option] },
      { name: "Pantallas", options: [option] },
    ]);
    expect(groups).toEqual([{ name: "Lo último que abrió", options: [option] }]);
  });
});

describe("the keyboard", () => {
  it.each([
    ["ArrowDown", 0, 1],
    ["ArrowDown", 2, 0],
    ["ArrowUp", 0, 2],
    ["PageDown", 0, 2],
    ["PageUp", 2, 0],
    ["a", 1, 1],
  ])("%s moves from %i to %i", (key, from, to) => expect(movedIndex(key, from, 3)).toBe(to));
  it("stays without options", () => expect(movedIndex("ArrowDown", 0, 0)).toBe(0));
});

describe("the count", () => {
  it("is a sentence", () => {
    expect(countSentence(1)).toBe("1 resultado.");
    expect(countSentence(7)).toBe("7 resultados.");
    expect(countSentence(0)).toContain("No se encontró nada");
  });
});
