import { describe, expect, it } from "vitest";
import type { OwnCall } from "../../../api/types";
import { callsWithoutDisposition } from "./own-calls";

const call = (id: string, change: Partial<OwnCall> = {}) =>
  ({ id, kind: null, ended_at: "2026-11-24T15:00:00Z", ...change }) as OwnCall;
const ids = (calls: OwnCall[], earlier: OwnCall[] = [], currentCall: string | null = null) =>
  callsWithoutDisposition({ calls, earlier }, currentCall).map(({ id }) => id);

describe("the calls without a disposition", () => {
  it("are the ended calls without one, of today and before", () =>
    expect(ids([call("a"), call("b", { kind: "queja" })], [call("c")])).toEqual(["a", "c"]));
  it("do not include calls in progress", () => expect(ids([call("a", { ended_at: null })])).toEqual([]));
  it("do not include the current call", () => expect(ids([call("a"), call("b")], [], "a")).toEqual(["b"]));
});
