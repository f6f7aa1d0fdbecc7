import { describe, expect, it } from "vitest";
import type { Recording } from "../../../api/types";
import { columnsOf, placeOf, placeWithin, sideGains, speedLabel, stepSpeed, waveformPath } from "./player";

describe("the speed", () => {
  it("steps between 0,75 and 2 and stays at its ends", () => {
    expect([stepSpeed(1, 1), stepSpeed(1, -1), stepSpeed(0.75, -1), stepSpeed(2, 1)]).toEqual([1.25, 0.75, 0.75, 2]);
    expect([speedLabel(1), speedLabel(1.25)]).toEqual(["1×", "1,25×"]);
  });
});

describe("a place", () => {
  it("lies within the recording", () =>
    expect([placeWithin(-3, 10), placeWithin(4, 10), placeWithin(12, 10)]).toEqual([0, 4, 10]));
  it("of a moment of the call is a second of the recording that was on, if it is stored", () => {
    const recording = { id: "r", state: "stored", began_at: "2026-11-30T15:00:00Z", duration_ms: 60_000 } as Recording;
    expect(placeOf([recording], "2026-11-30T15:00:12.500Z")).toEqual({ id: "r", second: 12 });
    expect(placeOf([recording], "2026-11-30T14:59:59Z")).toBeNull();
    expect(placeOf([recording], "2026-11-30T15:01:01Z")).toBeNull();
    expect(placeOf([{ ...recording, state: "deleted" }], "2026-11-30T15:00:12Z")).toBeNull();
  });
});

describe("the sides", () => {
  it("are heard as recorded, the caller on the left and the advisor on the right", () =>
    expect(sideGains({ caller: false, advisor: false })).toEqual({
      callerLeft: 1,
      callerRight: 0,
      advisorLeft: 0,
      advisorRight: 1,
    }));
  it("are heard in both ears where the other one is muted", () => {
    expect(sideGains({ caller: true, advisor: false })).toEqual({
      callerLeft: 0,
      callerRight: 0,
      advisorLeft: 1,
      advisorRight: 1,
    });
    expect(Object.values(sideGains({ caller: true, advisor: true }))).toEqual([0, 0, 0, 0]);
  });
});

describe("a waveform", () => {
  it("keeps the loudest moment of each column", () => {
    expect(columnsOf([1, 9, 2, 3, 8, 0], 3)).toEqual([9, 3, 8]);
    expect(columnsOf([1, 2], 3)).toEqual([1, 2]);
    expect(columnsOf([], 3)).toEqual([]);
  });
  it("is mirrored, with a thin line in silence", () =>
    expect(waveformPath([50, 0], 50)).toBe("M0 1V0.00H1V0.98H2V1.02H1V2.00H0Z"));
});
