import { describe, expect, it } from "vitest";
import labels from "../../../api/labels.sample.json";
import type { Labels } from "../../../labels";
import { parseListState } from "../../../components/data-list/list-state";
import {
  addressFilter,
  fromBarFilters,
  isFiltered,
  TICKET_LIST,
  ticketColumns,
  ticketFilters,
  toBarFilters,
} from "./ticket-list";

const sources = {
  labels: labels as Labels,
  box: "all" as const,
  roles: ["coordinador"],
  filters: {},
  counts: {
    total: 3,
    states: { filed: 2 },
    lights: { red: 1 },
    unowned: 1,
    owners: [{ owner: "elsa", owner_name: "Elsa Ruiz", count: 2 }],
  },
  areas: [{ id: "juridica", name: "Jurídica" }],
  leaves: [{ value: "solicitud/renovacion/pasos", label: "Solicitud · Renovación · Pasos" }],
  largeClients: [{ id: "0a", name: "Universidad de Muestra" }],
};
const filter = (name: string, more = {}) => ticketFilters({ ...sources, ...more }).find((each) => each.name === name);

describe("the filters of the list of tickets", () => {
  it("say how many tickets a choice would list", () => {
    expect(filter("state")?.choices?.[0]?.label).toBe(`${labels.ticket_states.filed} (2)`);
    expect(filter("owner")?.choices).toEqual([{ value: "elsa", label: "Elsa Ruiz (2)" }]);
  });
  it("have no owner in the box of one's own tickets", () => expect(filter("owner", { box: "mine" })).toBeUndefined());
  it("show the topic as one choice and keep it in three parts", () => {
    const address = { box: "tier", kind: "solicitud", theme: "renovacion", subtheme: "pasos", state: "received" };
    const bar = toBarFilters(address);
    expect(bar).toEqual({ topic: "solicitud/renovacion/pasos", state: "received" });
    expect(fromBarFilters(bar, "tier")).toEqual(address);
    expect(fromBarFilters({}, undefined)).toEqual({});
  });
  it("have large clients for users who may know the petitioners", () => {
    expect(filter("large_client")?.choices?.map(({ label }) => label)).toEqual([
      "Cualquiera",
      "Universidad de Muestra",
    ]);
    expect(filter("large_client", { largeClients: [] })).toBeUndefined();
  });
  it("are those that the API knows", () =>
    expect(
      ticketFilters(sources)
        .map(({ name }) => name)
        .filter((name) => name !== "topic" && !TICKET_LIST.filters.some((each) => each.name === name)),
    ).toEqual([]));
  it("do not count the box as a filter", () => {
    expect(isFiltered({ box: "all" })).toBe(false);
    expect(isFiltered({ box: "all", light: "red" })).toBe(true);
  });
});

describe("the columns", () => {
  it("are those of the API", () =>
    expect(ticketColumns(labels as Labels).map(({ id }) => id)).toEqual([...TICKET_LIST.columns]));
});

describe("the filter of an address", () => {
  const parse = (search: string, ...roles: string[]) => addressFilter(parseListState(search, TICKET_LIST), roles);
  it("has the first box of the user, unless it names another of the user's", () => {
    expect(parse("", "asesor_escrita").box).toBe("tier");
    expect(parse("?box=mine", "asesor_escrita").box).toBe("mine");
    expect(parse("?box=all", "asesor_escrita").box).toBe("tier");
  });
  it("has the filters and the order of the list", () =>
    expect(parse("?state=filed&sort=-filed_at", "supervisor")).toEqual({
      box: "all",
      state: "filed",
      sort: "-filed_at",
    }));
});
