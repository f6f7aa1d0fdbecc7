// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { attachedSentence } from "./attachments";

describe("what became of files that were attached", () => {
  it("says how many were kept, and no more where all can be opened", () => {
    expect(attachedSentence([{ state: "open" }])).toBe("1 anexo guardado.");
    expect(attachedSentence([{ state: "open" }, { state: "open" }])).toBe("2 anexos guardados.");
  });

  it("says how many the antivirus keeps closed, and how many wait for it", () => {
    expect(attachedSentence([{ state: "withheld" }])).toBe("1 anexo guardado; 1 lo retuvo el antivirus.");
    expect(
      attachedSentence([{ state: "open" }, { state: "waiting" }, { state: "waiting" }, { state: "withheld" }]),
    ).toBe("4 anexos guardados; 1 lo retuvo el antivirus; 2 esperan al antivirus.");
  });
});
