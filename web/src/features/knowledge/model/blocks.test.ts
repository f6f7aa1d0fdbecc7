import { describe, expect, it } from "vitest";
import { parseBlocks } from "./blocks";

const text = (value: string) => ({ kind: "text", text: value });

describe("the structure of an article", () => {
  it("has headings, lists and paragraphs, whose lines are joined", () =>
    expect(parseBlocks("Antes de empezar\nlea todo.\n\n## Pasos\n1. Entre.\n2. Pague.\n- Fin\n\nGracias.")).toEqual([
      { kind: "paragraph", spans: [text("Antes de empezar"), text(" lea todo.")] },
      { kind: "heading", spans: [text("Pasos")] },
      { kind: "list", ordered: true, items: [[text("Entre.")], [text("Pague.")]] },
      { kind: "list", ordered: false, items: [[text("Fin")]] },
      { kind: "paragraph", spans: [text("Gracias.")] },
    ]));

  it("has bold words and links without the sign that ends a sentence", () =>
    expect(parseBlocks("Vaya **ya** a https://ejemplo.com/pagos.")).toEqual([
      {
        kind: "paragraph",
        spans: [
          text("Vaya "),
          { kind: "bold", text: "ya" },
          text(" a "),
          { kind: "link", text: "https://ejemplo.com/pagos", href: "https://ejemplo.com/pagos" },
          text("."),
        ],
      },
    ]));

  it.each(["<b>no</b>", "javascript:alert(1)", "[x](javascript:1)", "# uno", "3.5 %", "****", "-5 grados"])(
    "«%s» is plain text",
    (body) => expect(parseBlocks(body)).toEqual([{ kind: "paragraph", spans: [text(body)] }]),
  );

  it("of an empty text is empty", () => expect(parseBlocks("\n \n")).toEqual([]));
});
