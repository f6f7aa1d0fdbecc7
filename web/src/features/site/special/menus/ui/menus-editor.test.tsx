// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderEditor } from "../../common/editor-bench";
import SITE from "../../common/sample-site.json";
import { valueAt } from "../../common/values";
import MenusEditor from "./menus-editor";

vi.setConfig({ testTimeout: 60_000 }); // typing is slow on a busy machine
afterEach(cleanup);

const OPTIONS = ["menus", "bogota", "options"];
const here = () => document.activeElement?.getAttribute("data-node");
const keys = userEvent.setup();
const goTo = async (...pressed: string[]) => {
  await keys.tab();
  await keys.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  for (const key of pressed) await keys.keyboard(key);
};

describe("the editor of menus", () => {
  it("is one tab stop, and its arrows and telephone keys walk through the tree", async () => {
    renderEditor(MenusEditor, "menus", SITE);
    await goTo("2", "1");
    expect(here()).toBe("line:bogota/menu/2/1");
    await keys.keyboard("{ArrowLeft}");
    expect(here()).toBe("line:bogota/menu/2");
    await keys.keyboard("{ArrowLeft}");
    expect(document.activeElement?.getAttribute("aria-expanded")).toBe("false");
  });

  it("edits the label and goes back to the tree with Escape", async () => {
    const bench = renderEditor(MenusEditor, "menus", SITE);
    await goTo("1", "{Enter}");
    expect(document.activeElement).toBe(screen.getByLabelText("Qué ofrece"));
    await keys.keyboard("s y becas{Escape}");
    expect(valueAt(bench.document(), [...OPTIONS, "1", "label"])).toBe("Créditos y becas");
    expect(here()).toBe("line:bogota/menu/1");
  });

  it("adds, moves and removes an option by key, and takes a removal back", async () => {
    const bench = renderEditor(MenusEditor, "menus", SITE);
    await goTo("1", "+");
    expect(valueAt(bench.document(), [...OPTIONS, "3"])).toEqual({ label: "Opción 3", queue: "general" });
    expect(document.activeElement).toBe(screen.getByLabelText("Qué ofrece"));
    await keys.keyboard("{Escape}{Alt>}{ArrowUp}{/Alt}");
    expect(valueAt(bench.document(), [...OPTIONS, "2", "label"])).toBe("Opción 3");
    expect(valueAt(bench.document(), [...OPTIONS, "3", "menu"])).toBe("pagos");
    expect(here()).toBe("line:bogota/menu/2");
    await keys.keyboard("{Delete}");
    expect(valueAt(bench.document(), [...OPTIONS, "2"])).toBeUndefined();
    expect(here()).toBe("line:bogota/menu/3");
    await keys.keyboard("{Control>}z{/Control}");
    expect(valueAt(bench.document(), [...OPTIONS, "2", "label"])).toBe("Opción 3");
  });

  it("changes the words of a prompt where they are heard, and says that others hear them too", async () => {
    const bench = renderEditor(MenusEditor, "menus", SITE);
    await keys.click(screen.getByText("Saludo"));
    await keys.click(screen.getByRole("button", { name: /Cambiar el texto/ }));
    expect(screen.getByText("Cambia en los 2 lugares donde se oye.")).toBeTruthy();
    await keys.type(screen.getByLabelText("Texto de «saludo»"), " Buen día.");
    expect(valueAt(bench.document(), ["prompts", "saludo", "text"])).toBe("Texto de saludo. Buen día.");
  });

  it("leads an option to a menu that it makes", async () => {
    const bench = renderEditor(MenusEditor, "menus", SITE);
    await goTo("1", "{Enter}");
    await keys.selectOptions(screen.getByLabelText("Lleva a"), "menu");
    await keys.selectOptions(screen.getByLabelText("Otro menú"), "Menú nuevo…");
    await keys.type(screen.getByLabelText("Nombre del menú nuevo"), "Becas{Enter}");
    expect(valueAt(bench.document(), [...OPTIONS, "1"])).toEqual({ label: "Crédito", menu: "becas" });
    expect(valueAt(bench.document(), ["menus", "becas", "prompt"])).toBe("menu_becas");
    expect(valueAt(bench.document(), ["prompts", "menu_becas", "text"])).toContain("marque nueve");
  });

  it("says beside a menu that nothing leads to it, and removes it", async () => {
    const text = "ninguna línea ni opción lleva a este menú; enlácelo desde otro o bórrelo";
    const complaints = [{ path: ["menus", "viejo"], text }];
    const bench = renderEditor(MenusEditor, "menus", SITE, { complaints });
    await keys.click(screen.getByText("Menú «viejo»"));
    expect(screen.getAllByText((_, element) => element?.textContent === `⚠ ${text}`)).not.toHaveLength(0);
    await keys.click(screen.getByRole("button", { name: "Borrar el menú" }));
    expect(valueAt(bench.document(), ["menus", "viejo"])).toBeUndefined();
  });

  it("changes nothing where it may only be read", async () => {
    const bench = renderEditor(MenusEditor, "menus", SITE, { readOnly: true });
    await goTo("1", "{Delete}", "+", "{Alt>}{ArrowDown}{/Alt}");
    expect(bench.document()).toBe(SITE);
    expect(screen.queryByRole("button", { name: /Borrar|Agregar/ })).toBeNull();
  });
});
