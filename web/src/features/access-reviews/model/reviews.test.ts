import { describe, expect, it } from "vitest";
import type { AccessReviewSummary, ReviewedAccount } from "../../../api/access-reviews";
import labels from "../../../api/labels.sample.json";
import type { Labels } from "../../../labels";
import { decisionOfKey, decisionText, isPlain, progressText } from "./reviews";

const counts = { undecided: 2, keep: 5, change: 0, remove: 0, flagged: 1, pending: 1 };
const review = { state: "open", accounts: 7, counts } as AccessReviewSummary;
const account = { decision: null, new_roles: [], exception_until: null, findings: [] } as unknown as ReviewedAccount;
const LABELS = labels as unknown as Labels;

describe("a review of accounts", () => {
  it("says how far it is in each state", () => {
    expect(progressText(review)).toBe("5 de 7 decididas");
    expect(progressText({ ...review, state: "signed" })).toBe("queda 1 cuenta por cambiar");
    expect(progressText({ ...review, state: "closed" })).toBe("7 cuentas revisadas");
  });

  it("says what was decided", () => {
    expect(decisionText(LABELS, account)).toBe("Sin decidir");
    expect(decisionText(LABELS, { ...account, decision: "remove" })).toBe("Retirar");
    expect(decisionText(LABELS, { ...account, decision: "keep", exception_until: "2027-01-31" })).toBe(
      "Mantener como excepción",
    );
    expect(decisionText(LABELS, { ...account, decision: "change", new_roles: ["supervisor"] })).toMatch(/^Cambiar: /);
  });

  it("decides with one key, and asks where there is something to write", () => {
    expect(["m", "C", "r", "x"].map(decisionOfKey)).toEqual(["keep", "change", "remove", null]);
    expect(isPlain(account, "keep")).toBe(true);
    expect(isPlain(account, "remove")).toBe(false);
    expect(isPlain({ ...account, findings: ["dormant"] }, "keep")).toBe(false);
  });
});
