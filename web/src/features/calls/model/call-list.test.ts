import { describe, expect, it } from "vitest";
import labels from "../../../api/labels.sample.json";
import type { Labels } from "../../../labels";
import {
  CALL_LIST,
  callColumns,
  callFilters,
  fromBarFilters,
  toApiFilter,
  toBarFilters,
  toCallPerson,
} from "./call-list";

describe("the filters of the list of calls", () => {
  it("show anomalous traffic among the outcomes", () => {
    expect(toBarFilters({ set_aside: "true" })).toEqual({ outcome: "set_aside" });
    expect(fromBarFilters({ outcome: "set_aside" })).toEqual({ set_aside: "true" });
    expect(fromBarFilters({ outcome: "answered" })).toEqual({ outcome: "answered" });
  });
  it("show the topic as one choice and keep it in its parts", () => {
    const address = { kind: "solicitud", theme: "renovacion", line: "bogota" };
    expect(toBarFilters(address)).toEqual({ topic: "solicitud/renovacion", line: "bogota" });
    expect(fromBarFilters(toBarFilters(address))).toEqual(address);
  });
  it("include the last day of the period", () =>
    expect(toApiFilter({ from: "2026-11-01", to: "2026-11-30" })).toEqual({ from: "2026-11-01", to: "2026-12-01" }));
  it("ask for the calls of a person apart", () => {
    expect(toCallPerson("", { line: "bogota" })).toEqual({});
    expect(toCallPerson("300 444 5566", { customer: "c1" })).toEqual({ number: "300 444 5566", customer_id: "c1" });
    expect(toApiFilter({ customer: "c1", line: "bogota" })).toEqual({ line: "bogota" });
  });
  it("are those that the address keeps", () => {
    const none = { labels: labels as Labels, lines: [], queues: [], advisors: [], topics: [], customer: "c1" };
    const known = CALL_LIST.filters.map(({ name }) => name);
    expect(
      callFilters(none)
        .map(({ name }) => name)
        .filter((name) => name !== "topic" && !known.includes(name)),
    ).toEqual([]);
  });
});

describe("the columns", () => {
  it("are those of the API", () =>
    expect(callColumns(labels as Labels).map(({ id }) => id)).toEqual([...CALL_LIST.columns]));
});
