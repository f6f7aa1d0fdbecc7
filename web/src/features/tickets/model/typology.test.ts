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

describe("the search of the typology", () => {
  it("has one line for each leaf: a subtheme, or a theme without subthemes", () => {
    expect(LEAVES.map((each) => each.label)).toContain("Reclamo · Pagos · Pago no aplicado");
    expect(LEAVES.at(-1)?.value).toBe("reclamo/trato");
  });
  it("ignores accents, case and order", () => {
    expect(found("RENOVACION")).toEqual(["solicitud/credito/renovacion"]);
    expect(found("aplicado reclamo no")[0]).toBe("reclamo/pagos/no_aplicado");
  });
  it("ranks a match in the leaf before a match in its theme", () => {
    expect(found("pago")[0]).toMatch(/^reclamo\/pagos\/(no_aplicado|doble)$/);
    expect(found("certificado")).toEqual(["solicitud/pagos/certificado"]);
  });
  it("matches the words that callers use", () => {
    expect(found("deuda")[0]).toBe("solicitud/credito/saldo");
    expect(found("constancia")).toEqual(["solicitud/pagos/certificado"]);
  });
  it("finds nothing if a word matches nowhere, and everything for an empty search", () => {
    expect(found("pago xilófono")).toEqual([]);
    expect(found(" ")).toHaveLength(LEAVES.length);
  });
});

describe("a topic", () => {
  const isComplete = (kind: string, theme: string, subtheme = "") =>
    isCompleteTopic(typologyLeaves(TREE), { kind, theme, subtheme });
  it("is complete with its subtheme, or with a theme without subthemes", () => {
    expect(isComplete("solicitud", "pagos", "certificado")).toBe(true);
    expect(isComplete("reclamo", "trato")).toBe(true);
  });
  it("is incomplete if the theme has subthemes, or no longer exists", () => {
    expect(isComplete("solicitud", "pagos")).toBe(false);
    expect(isComplete("solicitud", "pagos", "otro")).toBe(false);
    expect(isComplete("", "")).toBe(false);
  });
  it("passes with a theme alone while the typology is not loaded: no petition is refused", () => {
    expect(isCompleteTopic([], { kind: "queja", theme: "trato", subtheme: "" })).toBe(true);
    expect(isCompleteTopic([], { kind: "", theme: "", subtheme: "" })).toBe(false);
  });
});
