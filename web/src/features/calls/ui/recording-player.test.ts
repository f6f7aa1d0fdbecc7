import { describe, expect, it } from "vitest";
import { silenceSegments } from "./recording-player";

describe("the pauses of a recording", () => {
  it("have the positions that the log has", () =>
    expect(
      silenceSegments({ duration_ms: 9_000, pauses: [{ from_ms: 1_000, to_ms: 2_500, reason: "asked" }] }),
    ).toEqual([{ from: 1_000, to: 2_500, reason: "asked" }]));
  it("last to the end when the call ended during one", () =>
    expect(silenceSegments({ duration_ms: 9_000, pauses: [{ from_ms: 8_000, to_ms: null, reason: "hold" }] })).toEqual([
      { from: 8_000, to: 9_000, reason: "hold" },
    ]));
  it("never exceed the recording or start after it", () =>
    expect(
      silenceSegments({
        duration_ms: 9_000,
        pauses: [
          { from_ms: 7_000, to_ms: 11_000, reason: "waiting" },
          { from_ms: 9_000, to_ms: 9_500, reason: "hold" },
        ],
      }),
    ).toEqual([{ from: 7_000, to: 9_000, reason: "waiting" }]));
});
