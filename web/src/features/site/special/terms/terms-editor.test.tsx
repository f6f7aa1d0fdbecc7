// @vitest-environment happy-dom
import { QueryClient } from "@tanstack/react-query";
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderEditor } from "../common/editor-bench";
import TermsEditor from "./terms-editor";

vi.setConfig({ testTimeout: 60_000 }); // typing is slow on a busy machine
afterEach(cleanup);

const keys = userEvent.setup();
const VALUE = {
  months: null,
  basis: "Ley 1437 de 2011, artículo 14",
  regime: "Ley 1755 de 2015",
  standing: "verified",
  standing_name: "[V] verificado en fuente pública",
  notes: [],
};

function open(terms: Record<string, unknown>, readOnly = false) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const general = { ...VALUE, kind: "general", name: "petición general", days: 15, extension: { ...VALUE, days: 15 } };
  client.setQueryData(["site-legal-terms"], { on: "2026-12-01", terms: [general], others: [] });
  return renderEditor(TermsEditor, "terms", { terms }, { client, readOnly });
}

describe("the editor of terms", () => {
  it("shows the law with its source, and no field for it", () => {
    open({});
    const row = screen.getByText("petición general").closest("li");
    expect(row?.textContent).toContain("Ley 1437 de 2011, artículo 14");
    expect(row?.textContent).toContain("[V] verificado");
    expect(row?.querySelector("input, select")).toBeNull();
  });

  it("takes the warnings as a list, and leaves the usual ones out", async () => {
    const bench = open({});
    const field = screen.getByLabelText("Avisar faltando");
    await keys.clear(field);
    await keys.type(field, "8, 2");
    expect(bench.document()).toEqual({ terms: { alarms: [8, 2] } });
    await keys.clear(field);
    await keys.type(field, "5, 3, 1");
    expect(bench.document()).toEqual({ terms: {} });
  });

  it("changes the channels of a rule of receipt, and adds a day that does not count", async () => {
    const bench = open({ receipt_cuts: [{ since: "2026-11-01", closes_at: "17:00" }] });
    await keys.click(screen.getByLabelText("Carta"));
    await keys.click(screen.getByRole("button", { name: "Agregar un día" }));
    await keys.type(screen.getByLabelText("Día"), "28/12/2026");
    expect(bench.document()).toEqual({
      terms: {
        receipt_cuts: [{ since: "2026-11-01", closes_at: "17:00", channels: ["written", "email", "web"] }],
        closed_days: [{ day: "2026-12-28", reason: "Cierre de la entidad" }],
      },
    });
  });
});
