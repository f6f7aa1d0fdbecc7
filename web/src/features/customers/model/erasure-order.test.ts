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

describe("an order to erase", () => {
  it("can be sent once act, reason and confirmation are there", () => expect(orderErrors(order)).toEqual({}));
  it.each(["Auto 9 de 2026", "Resolución 123 del 5 de mayo de 2026", "Acto administrativo 2026-118 de 2026"])(
    "takes «%s» for an act",
    (act) => expect(orderErrors({ ...order, act }).act).toBeUndefined(),
  );
  it.each(["", "Resolución", "Resolución 123", "Porque Ana lo pide", "Resolución 123 de 26"])(
    "does not take «%s» for one",
    (act) => expect(orderErrors({ ...order, act }).act).toContain("Resolución 123 de 2026"),
  );
  it.each(["", "si", "suprimir", "SUPRIMIR TODO"])("is not confirmed by «%s»", (confirmation) =>
    expect(orderErrors({ ...order, confirmation }).confirmation).toContain(CONFIRMATION),
  );
  it("needs a reason that can be reviewed", () =>
    expect(orderErrors({ ...order, reason: " ok " }).reason).toContain("por qué"));
});

describe("the request", () => {
  it.each(["2026-000001-3", "20260000013", " 2026-000001-3 "])("«%s» is whole", (number) =>
    expect(isCompleteTicketNumber(number)).toBe(true),
  );
  it.each(["", "2026", "2026-000001", "radicado"])("«%s» is not", (number) =>
    expect(isCompleteTicketNumber(number)).toBe(false),
  );
});

describe("the plan", () => {
  it("asks for the credit only where the record names one", () =>
    expect((["none", "in_force", "settled"] as const).map((credit) => needsCreditStatus(plan(credit)))).toEqual([
      false,
      true,
      true,
    ]));
  it("says where data stood that they were erased, and by which act", () =>
    expect(erasedSentence("Auto 9 de 2026")).toBe("Datos suprimidos por solicitud del titular (Auto 9 de 2026)"));
});
