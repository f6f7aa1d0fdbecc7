import { describe, expect, it } from "vitest";
import type { ErasurePlan } from "../../../api/customers";
import { needsCreditStatus, CONFIRMATION, erasedSentence, isCompleteTicketNumber, orderErrors } from "./erasure-order";

const order = { act: "Resolución 123 de 2026", reason: "No hay deber de conservar.", confirmation: CONFIRMATION };
const plan = (credit: ErasurePlan["credit"]): ErasurePlan => ({
  request: "2026-000001-3",
  act: null,
  at: null,
  decided_by: null,
  repeated: false,
  credit,
  erased: [],
  kept: [],
  answer: "",
});

describe("an erasure order", () => {
  it("can be sent once it has an act, a reason and the confirmation", () => expect(orderErrors(order)).toEqual({}));
  it.each(["Auto 9 de 2026", "Resolución 123 del 5 de mayo de 2026", "Acto administrativo 2026-118 de 2026"])(
    "accepts «%s» as an act",
    (act) => expect(orderErrors({ ...order, act }).act).toBeUndefined(),
  );
  it.each(["", "Resolución", "Resolución 123", "Porque Ana lo pide", "Resolución 123 de 26"])(
    "rejects «%s» as an act",
    (act) => expect(orderErrors({ ...order, act }).act).toContain("Resolución 123 de 2026"),
  );
  it.each(["", "si", "suprimir", "SUPRIMIR TODO"])("is not confirmed by «%s»", (confirmation) =>
    expect(orderErrors({ ...order, confirmation }).confirmation).toContain(CONFIRMATION),
  );
  it("needs a reason that a reviewer can check", () =>
    expect(orderErrors({ ...order, reason: " ok " }).reason).toContain("la razón"));
});

describe("the number of the request", () => {
  it.each(["2026-000001-3", "20260000013", " 2026-000001-3 "])("«%s» is complete", (number) =>
    expect(isCompleteTicketNumber(number)).toBe(true),
  );
  it.each(["", "2026", "2026-000001", "radicado"])("«%s» is incomplete", (number) =>
    expect(isCompleteTicketNumber(number)).toBe(false),
  );
});

describe("the erasure plan", () => {
  it("requires the credit status only where the record names a credit", () =>
    expect((["none", "in_force", "settled"] as const).map((credit) => needsCreditStatus(plan(credit)))).toEqual([
      false,
      true,
      true,
    ]));
  it("says in the place of erased data that they were erased, and by which act", () =>
    expect(erasedSentence("Auto 9 de 2026")).toBe("Datos suprimidos por solicitud del titular (Auto 9 de 2026)"));
});
