import { describe, expect, it } from "vitest";
import type { Customer, MergePreview } from "../../../api/customers";
import { mergeDoubts, gainSentence, comparisonRows } from "./merge-comparison";
import labels from "../../../api/labels.sample.json";

const customer = (id: string, more: Partial<Customer> = {}): Customer => ({
  id,
  number: 7,
  version: 1,
  name: "Ana Gutiérrez",
  document: { kind: "CC", number: "52900101", text: "CC 52900101" },
  birth_date: null,
  addresses: [],
  phones: ["+573001112201"],
  emails: [],
  preferred_contact: null,
  credits: [],
  ties: [],
  created_at: "2026-11-01T15:00:00Z",
  updated_at: null,
  erased_by: null,
  ...more,
});
const foretold = (
  kept: Partial<Customer>,
  other: Partial<Customer>,
  joined: Partial<Customer> = {},
  tickets: [number, number] = [0, 0],
): MergePreview => ({
  kept: { customer: customer("a", kept), tickets: tickets[0] },
  other: { customer: customer("b", other), tickets: tickets[1] },
  joined: customer("a", { ...kept, ...joined }),
});
const itemsOf = (told: MergePreview, label: string) =>
  comparisonRows(labels, told).find((each) => each.label === label)?.items;
const both = ["+573001112201", "+573205556677"];

describe("two records side by side", () => {
  it("say of each item of the one that goes whether it comes over, is there already, or stays in the history", () => {
    const told = foretold({}, { name: "Ana S. Gutiérrez", phones: both }, { phones: both });
    expect(itemsOf(told, "Teléfonos")?.b?.map(({ fate }) => fate)).toEqual(["there", "comes"]);
    expect(itemsOf(told, "Teléfonos")?.a?.map(({ fate }) => fate)).toEqual([undefined]);
    expect(itemsOf(told, "Nombre")?.b).toEqual([{ text: "Ana S. Gutiérrez", fate: "history" }]);
  });
  it("leave out what neither knows", () =>
    expect(comparisonRows(labels, foretold({}, {})).map(({ label }) => label)).toEqual([
      "Nombre",
      "Documento",
      "Teléfonos",
      "Registrado",
    ]));
  it("count tickets, which come over", () =>
    expect(itemsOf(foretold({}, {}, {}, [1, 2]), "Tickets")).toEqual({
      a: [{ text: "1 ticket", fate: undefined }],
      b: [{ text: "2 tickets", fate: "comes" }],
    }));
});

describe("what the one that stays gets", () => {
  it("is told in a sentence's words", () => {
    const told = foretold(
      {},
      { phones: both, birth_date: "1994-03-12" },
      { phones: both, birth_date: "1994-03-12" },
      [4, 3],
    );
    expect(gainSentence(told)).toBe("1 teléfono, 3 tickets y la fecha de nacimiento");
  });
  it("may be nothing", () => expect(gainSentence(foretold({}, {}))).toBe(""));
});

describe("what speaks against their being one", () => {
  const tie = { relation: "co_debtor" as const, customer: "b", credit: "CR-1" };
  it.each<[string, Partial<Customer>, Partial<Customer>, string]>([
    ["a tie between them", { ties: [tie] }, {}, "deudor solidario"],
    ["another day of birth", { birth_date: "1994-03-12" }, { birth_date: "1961-01-02" }, "fechas distintas"],
    ["two documents of one kind", {}, { document: { kind: "CC", number: "1", text: "CC 1" } }, "misma clase (CC)"],
    ["a company and a person", {}, { document: { kind: "NIT", number: "1-9", text: "NIT 1-9" } }, "NIT"],
  ])("is %s", (_what, kept, other, words) => expect(mergeDoubts(foretold(kept, other)).join()).toContain(words));
  it("is not another kind of document, nor a day of birth that one of them lacks", () =>
    expect(
      mergeDoubts(foretold({ birth_date: "1994-03-12" }, { document: { kind: "TI", number: "9", text: "TI 9" } })),
    ).toEqual([]));
});
