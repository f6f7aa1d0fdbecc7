// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { attachedSentence } from "./attachments";

describe("the sentence about attached files", () => {
  it("counts the stored files, and nothing else if all can be opened", () => {
    expect(attachedSentence([{ state: "open" }])).toBe("1 anexo guardado.");
    expect(attachedSentence([{ state: "open" }, { state: "open" }])).toBe("2 anexos guardados.");
  });

  it("counts the files that the antivirus withholds and the files that wait for it", () => {
    expect(attachedSentence([{ state: "withheld" }])).toBe("1 anexo guardado; 1 lo retuvo el antivirus.");
    expect(
      attachedSentence([{ state: "open" }, { state: "waiting" }, { state: "waiting" }, { state: "withheld" }]),
    ).toBe("4 anexos guardados; 1 lo retuvo el antivirus; 2 esperan al antivirus.");
  });
});
