import { describe, expect, it } from "vitest";
import type { Typology } from "../../../api/types";
import { isCompleteTopic, typologyLeaves, rankLeaves } from "./typology";

type Subtheme = Typology["kinds"][number]["themes"][number]["subthemes"][number];
const leaf = (
  id: string,
  name: string,
  legal_kind: Subtheme["legal_kind"] = "general",
  ...also: string[]
): Subtheme => ({
  id,
  name,
  legal_kind,
  also,
  legal_kind_name: "",
  meaning: "",
  area: null,
  area_name: null,
  templates: [],
});
const theme = (id: string, name: string, ...subthemes: Subtheme[]) => ({ ...leaf(id, name), subthemes });
const TREE: Pick<Typology, "kinds"> = {
  kinds: [
    {
      id: "solicitud",
      name: "Solicitud",
      meaning: "Pide algo.",
      also: [],
      themes: [
        theme(
          "credito",
          "Crédito",
          leaf("renovacion", "Renovación del crédito"),
          leaf("saldo", "Saldo y estado de cuenta", "information", "cuánto debo", "deuda"),
        ),
        theme("pagos", "Pagos", leaf("certificado", "Certificado de pagos", "information", "constancia")),
      ],
    },
    {
      id: "reclamo",
      name: "Reclamo",
      meaning: "Salió mal.",
      also: [],
      themes: [
        theme("pagos", "Pagos", leaf("no_aplicado", "Pago no aplicado"), leaf("doble", "Pago aplicado dos veces")),
        theme("trato", "Trato"),
      ],
    },
  ],
};
const LEAVES = typologyLeaves(TREE);
const found = (search: string) => rankLeaves(LEAVES, search).map((each) => each.value);

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

describe("a choice", () => {
  const whole = (kind: string, theme: string, subtheme = "") =>
    isCompleteTopic(typologyLeaves(TREE), { kind, theme, subtheme });
  it("is whole with its sub-theme, or with a theme that has none", () => {
    expect(whole("solicitud", "pagos", "certificado")).toBe(true);
    expect(whole("reclamo", "trato")).toBe(true);
  });
  it("is not where the theme has sub-themes, or is no more", () => {
    expect(whole("solicitud", "pagos")).toBe(false);
    expect(whole("solicitud", "pagos", "otro")).toBe(false);
    expect(whole("", "")).toBe(false);
  });
  it("may pass with its theme while the typology cannot be read: no petition is refused", () => {
    expect(isCompleteTopic([], { kind: "queja", theme: "trato", subtheme: "" })).toBe(true);
    expect(isCompleteTopic([], { kind: "", theme: "", subtheme: "" })).toBe(false);
  });
});
