import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { countMessage, rich, t } from "./translate";

describe("a message in its own language", () => {
  it("is itself, with its values", () => {
    expect(t("Llaves {sin valores}")).toBe("Llaves {sin valores}");
    expect(t("Ticket {number} de {name}", { number: 7, name: "Ana <3" })).toBe("Ticket 7 de Ana <3");
    expect(t("Nota{more}.", { more: null })).toBe("Nota.");
  });
  it("has its noun in the form of its number", () => {
    expect(t(countMessage("llamada", "llamadas"), { count: 1 })).toBe("1 llamada");
    expect(t(countMessage("llamada", "llamadas"), { count: 12_000 })).toBe("12.000 llamadas");
  });
  it("may hold elements", () =>
    expect(
      renderToStaticMarkup(rich("Hola {name}, {more}", { name: createElement("b", null, "Ana"), more: false })),
    ).toBe("Hola <b>Ana</b>, "));
});
