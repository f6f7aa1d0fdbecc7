import { describe, expect, it } from "vitest";
import { ApiProblem } from "../../../api/problem";
import { MAX_RETRIES, shouldRetry, retryDelayMs } from "./retry";

const busy = new ApiProblem(503, { code: "sign_in_busy" }, 2);
const locked = new ApiProblem(429, { code: "locked_out" }, 8);
const wrong = new ApiProblem(401, { code: "credentials_wrong" });

describe("a refused sign-in", () => {
  it("is retried automatically only if the server was busy", () => {
    expect([busy, locked, wrong, null].map((problem) => shouldRetry(problem, 0))).toEqual([true, false, false, false]);
  });
  it("is not retried for ever", () => {
    expect(shouldRetry(busy, MAX_RETRIES - 1)).toBe(true);
    expect(shouldRetry(busy, MAX_RETRIES)).toBe(false);
  });
  it("waits as long as the server says, plus up to a second if the server was busy", () => {
    expect(retryDelayMs(locked, 0.9)).toBe(8_000);
    expect([retryDelayMs(busy, 0), retryDelayMs(busy, 0.5)]).toEqual([2_000, 2_500]);
    expect([retryDelayMs(wrong, 0.5), retryDelayMs(null, 0.5)]).toEqual([0, 0]);
  });
});
