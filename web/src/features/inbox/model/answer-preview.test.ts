import { describe, expect, it } from "vitest";
import { previewTitle, recipientLabel } from "./answer-preview";

describe("the preview of an answer", () => {
  it("says how the answer goes", () => {
    expect(previewTitle("email")).toContain("Correo");
    expect(previewTitle("letter")).toContain("Carta");
    expect(previewTitle("notice")).toContain("se publica");
    expect(previewTitle(undefined)).toBe("Como le llega al peticionario");
  });
  it("names a place and no person for a public notice", () =>
    expect([recipientLabel("email"), recipientLabel("notice")]).toEqual(["Para", "Dónde"]));
});
