import { describe, expect, it } from "vitest";
import { previewedText, templateAt, templatesOf } from "./text-previews";

describe("the preview of a text", () => {
  it("stands beside what says how it reads", () => {
    expect(["answers", "mail", "branding", "queues"].map(previewedText)).toEqual([
      "answer",
      "receipt",
      "receipt",
      undefined,
    ]);
  });

  it("offers the templates by name, also of an incomplete draft", () => {
    const document = { answers: { templates: { saldo: { name: "Saldo del crédito" }, nueva: {} } } };
    expect(templatesOf(document)).toEqual([
      { value: "saldo", label: "Saldo del crédito" },
      { value: "nueva", label: "nueva" },
    ]);
    expect(templatesOf({ answers: 7 })).toEqual([]);
  });

  it("follows the field that a person is in", () => {
    expect(templateAt(["answers", "templates", "saldo", "paragraphs", "0"])).toBe("saldo");
    expect(templateAt(["answers", "types", "informa"])).toBe("");
    expect(templateAt(["queues"])).toBe("");
  });
});
