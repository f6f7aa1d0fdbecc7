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
const preview = (
  kept: Partial<Customer>,
  other: Partial<Customer>,
  joined: Partial<Customer> = {},
  tickets: [number, number] = [0, 0],
): MergePreview => ({
  kept: { customer: customer("a", kept), tickets: tickets[0] },
  other: { customer: customer("b", other), tickets: tickets[1] },
  joined: customer("a", { ...kept, ...joined }),
});
const itemsOf = (merge: MergePreview, label: string) =>
  comparisonRows(labels, merge).find((each) => each.label === label)?.items;
const both = ["+573001112201", "+573205556677"];

describe("the comparison of two records", () => {
  it("tells whether a value of the merged record is copied, is already there, or stays in the history", () => {
    const merge = preview({}, { name: "Ana S. Gutiérrez", phones: both }, { phones: both });
    expect(itemsOf(merge, "Teléfonos")?.b?.map(({ fate }) => fate)).toEqual(["there", "comes"]);
    expect(itemsOf(merge, "Teléfonos")?.a?.map(({ fate }) => fate)).toEqual([undefined]);
    expect(itemsOf(merge, "Nombre")?.b).toEqual([{ text: "Ana S. Gutiérrez", fate: "history" }]);
  });
  it("omits fields that are empty in both records", () =>
    expect(comparisonRows(labels, preview({}, {})).map(({ label }) => label)).toEqual([
      "Nombre",
      "Documento",
      "Teléfonos",
      "Registrado",
    ]));
  it("counts the tickets, which are moved", () =>
    expect(itemsOf(preview({}, {}, {}, [1, 2]), "Tickets")).toEqual({
      a: [{ text: "1 ticket", fate: undefined }],
      b: [{ text: "2 tickets", fate: "comes" }],
    }));
});

describe("the gains of the kept record", () => {
  it("are listed in one sentence", () => {
    const merge = preview(
      {},
      { phones: both, birth_date: "1994-03-12" },
      { phones: both, birth_date: "1994-03-12" },
      [4, 3],
    );
    expect(gainSentence(merge)).toBe("1 teléfono, 3 tickets y la fecha de nacimiento");
  });
  it("can be empty", () => expect(gainSentence(preview({}, {}))).toBe(""));
});

describe("a doubt about the merge", () => {
  const tie = { relation: "co_debtor" as const, customer: "b", credit: "CR-1" };
  it.each<[string, Partial<Customer>, Partial<Customer>, string]>([
    ["a tie between them", { ties: [tie] }, {}, "deudor solidario"],
    ["another day of birth", { birth_date: "1994-03-12" }, { birth_date: "1961-01-02" }, "fechas distintas"],
    ["two documents of one kind", {}, { document: { kind: "CC", number: "1", text: "CC 1" } }, "misma clase (CC)"],
    ["a company and a person", {}, { document: { kind: "NIT", number: "1-9", text: "NIT 1-9" } }, "NIT"],
  ])("is %s", (_what, kept, other, words) => expect(mergeDoubts(preview(kept, other)).join()).toContain(words));
  it("is not a different kind of document, or a birth date that only one record has", () =>
    expect(
      mergeDoubts(preview({ birth_date: "1994-03-12" }, { document: { kind: "TI", number: "9", text: "TI 9" } })),
    ).toEqual([]));
});
