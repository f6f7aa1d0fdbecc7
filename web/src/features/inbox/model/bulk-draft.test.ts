import { expect, it } from "vitest";
import { newBulkDraft, refusedTickets, withVersions } from "./bulk-draft";

const [ONE, TWO] = [
  { number: "2027-000001-7", version: 1 },
  { number: "2027-000002-5", version: 4 },
];
const typed = { ...newBulkDraft("note", [ONE, TWO], "clave"), text: "Llamó otra vez." };
const result = ({ number }: typeof ONE, done: boolean) => ({ number, done, version: null, code: null, detail: null });

it("what was typed stays for the tickets that refused the step, and only for them", () => {
  expect(refusedTickets(typed, { results: [result(ONE, true), result(TWO, false)] })).toEqual({
    ...typed,
    tickets: [TWO],
  });
  expect(refusedTickets(typed, { results: [result(ONE, true), result(TWO, true)] })).toBe(null);
  expect(refusedTickets(typed, { results: [result(TWO, false)] })?.key).toBe("clave");
});

it("another try has the versions of the list; a ticket that left it keeps its own", () =>
  expect(withVersions(typed, [{ ...TWO, version: 5 }]).tickets).toEqual([ONE, { ...TWO, version: 5 }]));
