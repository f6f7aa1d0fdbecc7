// @vitest-environment happy-dom
import { QueryClient } from "@tanstack/react-query";
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serverClock } from "../../../../clock";
import { renderEditor } from "../common/editor-bench";
import TYPOLOGY from "../common/sample-typology.json";
import { valueAt } from "../common/values";
import TypologyEditor from "./typology-editor";

vi.setConfig({ testTimeout: 60_000 }); // typing is slow on a busy machine
afterEach(cleanup);
beforeEach(() => {
  vi.spyOn(serverClock, "now").mockReturnValue(Date.parse("2026-12-01T15:00:00Z"));
});

const THEME = ["typology", "solicitud", "themes", "credito"];
const keys = userEvent.setup();

function open() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const terms = [
    { kind: "general", name: "petición general", days: 15 },
    { kind: "information", name: "petición de información", days: 10 },
  ];
  client.setQueryData(["site-legal-terms"], { on: "2026-12-01", terms, others: [] });
  return renderEditor(TypologyEditor, "typology", TYPOLOGY, { client });
}

describe("the editor of the typology", () => {
  it("retires a sub-theme by key with its last day, and takes it back", async () => {
    const bench = open();
    screen.getByRole("treeitem", { name: "Solicitud" }).focus();
    await keys.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    expect(document.activeElement?.getAttribute("data-node")).toBe("solicitud/credito/lineas");
    await keys.keyboard("{Delete}");
    expect(valueAt(bench.document(), [...THEME, "subthemes", "lineas", "valid_until"])).toBe("2026-12-01");
    await keys.click(screen.getByRole("button", { name: "Deshacer" }));
    expect(bench.document()).toEqual(TYPOLOGY);
  });

  it("adds a theme below a kind, and gives it the law and the area", async () => {
    const bench = open();
    screen.getByRole("treeitem", { name: "Queja" }).focus();
    await keys.click(screen.getByText("Queja"));
    await keys.keyboard("+");
    expect(document.activeElement).toBe(screen.getByLabelText("Tema nuevo"));
    await keys.keyboard("Cobro{Enter}");
    const path = ["typology", "queja", "themes", "cobro"];
    expect(valueAt(bench.document(), path)).toEqual({ name: "Cobro" });
    await keys.selectOptions(screen.getByLabelText("Para la ley es"), "petición de información (10 días hábiles)");
    await keys.selectOptions(screen.getByLabelText("Responde el área"), "tesoreria");
    await keys.click(screen.getByLabelText("Saldo"));
    expect(valueAt(bench.document(), path)).toEqual({
      name: "Cobro",
      legal_kind: "information",
      area: "tesoreria",
      answers: ["saldo"],
    });
  });

  it("finds a part by the words of people", async () => {
    open();
    await keys.type(screen.getByLabelText("Buscar en la tipología"), "prestan");
    expect(screen.getByRole("treeitem", { name: "Líneas de crédito" })).toBeTruthy();
    expect(screen.queryByText("Queja")).toBeNull();
  });
});
