// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderEditor } from "../common/editor-bench";
import SITE from "../common/sample-site.json";
import { fieldsOf, valueAt } from "../common/values";
import { lineSentences, newLine } from "./line-words";
import LinesEditor from "./lines-editor";

vi.setConfig({ testTimeout: 60_000 }); // typing is slow on a busy machine
afterEach(cleanup);

const keys = userEvent.setup();
const LINE = ["lines", "bogota"];

describe("the editor of lines", () => {
  it("adds and removes numbers by keyboard, each once", async () => {
    const bench = renderEditor(LinesEditor, "lines", SITE);
    const added = screen.getByLabelText("Número nuevo");
    await keys.type(added, "018000{Enter}018000{Enter}");
    expect(valueAt(bench.document(), [...LINE, "numbers"])).toEqual(["6015550100", "018000"]);
    screen.getByRole("button", { name: "Quitar el número 6015550100" }).focus();
    await keys.keyboard("{Enter}");
    expect(valueAt(bench.document(), [...LINE, "numbers"])).toEqual(["018000"]);
    expect(document.activeElement).toBe(added);
  });

  it("chooses menu and fallback, and leaves out what is empty", async () => {
    const bench = renderEditor(LinesEditor, "lines", SITE);
    await keys.selectOptions(screen.getByLabelText("Menú"), "pagos");
    expect(valueAt(bench.document(), [...LINE, "menu"])).toBe("pagos");
    const fallback = screen.getByLabelText("Número de respaldo");
    await keys.type(fallback, "sip:1@a.b");
    expect(valueAt(bench.document(), [...LINE, "fallback"])).toBe("sip:1@a.b");
    await keys.clear(fallback);
    expect(fieldsOf(valueAt(bench.document(), LINE))).not.toHaveProperty("fallback");
  });

  it("makes a line like the shown one, without its numbers, and shows complaints at their fields", async () => {
    const complaints = [{ path: [...LINE, "numbers", "0"], text: "ya es de la línea «quejas»" }];
    const bench = renderEditor(LinesEditor, "lines", SITE, { complaints });
    expect(screen.getByText("ya es de la línea «quejas»")).toBeTruthy();
    await keys.type(screen.getByLabelText("Nombre de la línea nueva"), "Becas{Enter}");
    const made = fieldsOf(valueAt(bench.document(), ["lines", "becas"]));
    expect(made).toMatchObject({ name: "Becas", numbers: [], calendar: "atencion", menu: "bogota" });
  });
});

describe("the words of a line", () => {
  it("say how it is reached and where it leads", () => {
    const line = { numbers: ["601", "bogota"], calendar: "atencion", menu: "bogota", fallback: "sip:1@a.b" };
    expect(lineSentences({}, line)).toEqual([
      "Se llega al marcar 601, bogota.",
      "Se abre con el horario «atencion».",
      "Después del saludo y del aviso se oye el menú «bogota».",
      "Si algo falla, se pide disculpas y la llamada pasa a sip:1@a.b.",
    ]);
    expect(lineSentences({}, {})[0]).toBe("Todavía no se llega a ella: no tiene números.");
  });

  it("leave the script of a line to it", () => {
    expect(newLine("B", { name: "A", script: ["Hola"], menu: "m" })).toEqual({ name: "B", numbers: [], menu: "m" });
  });
});
