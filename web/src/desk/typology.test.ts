import { describe, expect, it } from "vitest";
import { leavesOf, ranked, type TypologyShape } from "./typology";

const leaf = (id: string, name: string, legal_kind = "general", ...also: string[]) => ({ id, name, legal_kind, also });
const TREE: TypologyShape = {
  kinds: [
    {
      id: "solicitud", name: "Solicitud", meaning: "Pide algo.", themes: [
        { id: "credito", name: "Crédito", subthemes: [leaf("renovacion", "Renovación del crédito"), leaf("saldo", "Saldo y estado de cuenta", "information", "cuánto debo", "deuda")] },
        { id: "pagos", name: "Pagos", subthemes: [leaf("certificado", "Certificado de pagos", "information", "constancia")] },
      ],
    },
    { id: "reclamo", name: "Reclamo", meaning: "Salió mal.", themes: [{ id: "pagos", name: "Pagos", subthemes: [leaf("no_aplicado", "Pago no aplicado"), leaf("doble", "Pago aplicado dos veces")] }, { id: "trato", name: "Trato" }] },
  ],
};
const LEAVES = leavesOf(TREE);
const found = (search: string) => ranked(LEAVES, search).map((each) => each.value);

describe("the typology by typing", () => {
  it("has one line a leaf, down to the sub-theme, and to the theme where there is none", () => {
    expect(LEAVES.map((each) => each.label)).toContain("Reclamo · Pagos · Pago no aplicado");
    expect(LEAVES.at(-1)?.value).toBe("reclamo/trato");
  });
  it("finds whatever the accents, capitals and order", () => {
    expect(found("RENOVACION")).toEqual(["solicitud/credito/renovacion"]);
    expect(found("aplicado reclamo no")[0]).toBe("reclamo/pagos/no_aplicado");
  });
  it("puts the leaf that bears the word before the one whose theme does", () => {
    expect(found("pago")[0]).toMatch(/^reclamo\/pagos\/(no_aplicado|doble)$/);
    expect(found("certificado")).toEqual(["solicitud/pagos/certificado"]);
  });
  it("knows what callers say for it", () => {
    expect(found("deuda")[0]).toBe("solicitud/credito/saldo");
    expect(found("constancia")).toEqual(["solicitud/pagos/certificado"]);
  });
  it("finds nothing where a word fits nowhere, and everything for nothing typed", () => {
    expect(found("pago xilófono")).toEqual([]);
    expect(found(" ")).toHaveLength(LEAVES.length);
  });
});
