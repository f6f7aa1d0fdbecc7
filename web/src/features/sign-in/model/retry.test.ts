import { describe, expect, it } from "vitest";
import { ApiProblem } from "../../../api/problem";
import { MOST_RETRIES, triesAgain, waitMs } from "./retry";

const busy = new ApiProblem(503, { code: "sign_in_busy" }, 2);
const locked = new ApiProblem(429, { code: "locked_out" }, 8);
const wrong = new ApiProblem(401, { code: "credentials_wrong" });

describe("a sign-in that was refused", () => {
  it("is tried again by itself when the server was busy, and by the person otherwise", () => {
    expect([busy, locked, wrong, null].map((problem) => triesAgain(problem, 0))).toEqual([true, false, false, false]);
  });
  it("is not tried for ever", () => {
    expect(triesAgain(busy, MOST_RETRIES - 1)).toBe(true);
    expect(triesAgain(busy, MOST_RETRIES)).toBe(false);
  });
  it("waits as long as the server says, and who was refused by a busy one up to a second more", () => {
    expect(waitMs(locked, 0.9)).toBe(8_000);
    expect([waitMs(busy, 0), waitMs(busy, 0.5)]).toEqual([2_000, 2_500]);
    expect([waitMs(wrong, 0.5), waitMs(null, 0.5)]).toEqual([0, 0]);
  });
});
