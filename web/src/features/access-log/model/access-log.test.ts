import { describe, expect, it } from "vitest";
import { exportColumns, newReviewPath, pageOf, periodToReview, sideState } from "./access-log";

describe("the path of the access log", () => {
  it("leads to the log, the reviews or one review", () => {
    expect(pageOf("/bitacora")).toEqual({ reviews: false, review: "" });
    expect(pageOf("/bitacora/revisiones")).toEqual({ reviews: true, review: "" });
    expect(pageOf("/bitacora/revisiones/2026-0001")).toEqual({ reviews: true, review: "2026-0001" });
  });
});

describe("the file of the log", () => {
  it("has the name of an account beside its login", () => {
    expect(exportColumns(["at", "account", "reason"])).toEqual(["at", "account", "account_name", "reason"]);
  });
});

describe("a side of a discrepancy", () => {
  const base = { user: "ana", own: false };
  it("says that an account is missing, or its state", () => {
    const missing = { ...base, kind: "here_only" as const, active_here: true, active_there: false };
    expect([sideState(missing, "here"), sideState(missing, "there")]).toEqual(["Activa", "No está"]);
    const differing = { ...base, kind: "differing" as const, active_here: false, active_there: true };
    expect([sideState(differing, "here"), sideState(differing, "there")]).toEqual(["Inhabilitada", "Activa"]);
  });
});

describe("the period to review", () => {
  it("is that of the address, or the last complete month in Colombia", () => {
    const now = Date.parse("2026-12-01T03:00:00Z");
    expect(periodToReview("", now)).toEqual({ first_day: "2026-10-01", last_day: "2026-10-31" });
    const late = { first_day: "2026-09-05", last_day: "2026-09-30" };
    expect(periodToReview(new URL(newReviewPath(late), "http://x").search, now)).toEqual(late);
  });
});
