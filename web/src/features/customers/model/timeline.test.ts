import { describe, expect, it } from "vitest";
import {
  type CustomerEvent,
  dayAfter,
  eventLink,
  filterAddress,
  filterFromAddress,
  filterQuery,
  groupByDay,
  isFiltered,
  NO_FILTER,
  toggleKind,
} from "./timeline";

const ORDER = ["ticket", "call", "change"] as const;
const event = (id: string, at: string): CustomerEvent => ({
  id,
  kind: "call",
  at,
  sentence: "",
  by: null,
  by_name: null,
  outcome: null,
  call_id: null,
  ticket: null,
  recording: null,
});

describe("the filter of a timeline", () => {
  it("adds and removes kinds, in the order of the vocabulary", () => {
    const both = toggleKind(toggleKind(NO_FILTER, "call", ORDER), "ticket", ORDER);
    expect(both.kinds).toEqual(["ticket", "call"]);
    expect(toggleKind(both, "ticket", ORDER).kinds).toEqual(["call"]);
  });
  it("travels in the address and comes back", () => {
    const filter = { kinds: ["ticket" as const, "change" as const], from: "2027-01-01", to: "2027-01-31" };
    expect(filterFromAddress(filterAddress(filter), ORDER)).toEqual(filter);
    expect(filterAddress(NO_FILTER)).toBe("");
    expect(isFiltered(NO_FILTER)).toBe(false);
  });
  it("ignores what is not ours in an address", () =>
    expect(filterFromAddress("?clase=gossip&desde=ayer&otra=1", ORDER)).toEqual(NO_FILTER));
  it("asks for the whole last day", () => {
    expect(dayAfter("2027-01-31")).toBe("2027-02-01");
    expect(filterQuery({ kinds: [], from: "2027-01-01", to: "2027-01-31" })).toEqual({
      from: "2027-01-01",
      to: "2027-02-01",
    });
    expect(filterQuery({ ...NO_FILTER, kinds: ["call"] })).toEqual({ kind: ["call"] });
  });
});

describe("the events of a timeline", () => {
  it("are grouped by the day in Colombia", () => {
    const days = groupByDay([
      event("3", "2027-01-16T04:30:00Z"),
      event("2", "2027-01-15T15:00:00Z"),
      event("1", "2027-01-15T04:00:00Z"),
    ]);
    expect(days.map(({ events }) => events.map(({ id }) => id))).toEqual([["3", "2"], ["1"]]);
    expect(days[0]?.day).toContain("15 de enero");
    expect(days[0]?.day).toContain("2027");
  });
  it("open what the user may open", () => {
    const filed = { kind: "ticket" as const, ticket: "2027-000001-5", call_id: "a:1" };
    expect(eventLink(filed, ["ticket.read", "calls.read"])?.path).toBe("/bandeja/2027-000001-5");
    expect(eventLink(filed, ["calls.read"])).toEqual({ path: "/llamadas/a%3A1", name: "Ver la llamada" });
    expect(eventLink({ ...filed, ticket: null, kind: "recording" }, ["calls.read"])?.name).toBe("Oír en la llamada");
    expect(eventLink(filed, [])).toBeNull();
  });
});
