import { describe, expect, it } from "vitest";
import type { Advisor, Call } from "../../../api/types";
import { filterAdvisors, filterCalls, filterSearch, isFiltered, parseFilter } from "./board-filter";

const TEAMS = [{ id: "coco", name: "Coco", advisors: ["ana", "luz"] }];
const advisor = (id: string, state: Advisor["state"], queues: string[]) =>
  ({ id, state, queues }) as unknown as Advisor;
const byId = <T extends { id: string }>(things: T[]) => Object.fromEntries(things.map((each) => [each.id, each]));
const ADVISORS = byId([
  advisor("ana", "talking", ["pagos"]),
  advisor("luz", "available", ["pagos", "quejas"]),
  advisor("eva", "talking", ["pagos"]),
]);
const ids = (things: { id: string }[]) => things.map(({ id }) => id);

describe("the filters of the board", () => {
  it.each(["", "?equipo=coco&cola=pagos&estado=talking&linea=bogota&cifra=handle_time"])(
    "stand in the address «%s» as they were",
    (search) => expect(filterSearch(parseFilter(search))).toBe(search),
  );
  it("ignore values that do not exist", () => {
    const filter = parseFilter("?estado=dormido&cifra=nada");
    expect([filter.state, filter.metric, isFiltered(filter)]).toEqual(["", "arrivals", false]);
  });
  it("choose advisors by team, queue and state together", () => {
    const chosen = (search: string) => ids(filterAdvisors(ADVISORS, parseFilter(search), TEAMS));
    expect(chosen("?equipo=coco")).toEqual(["ana", "luz"]);
    expect(chosen("?equipo=coco&estado=talking")).toEqual(["ana"]);
    expect(chosen("?cola=quejas")).toEqual(["luz"]);
    expect(chosen("?equipo=otro")).toEqual([]);
  });
  it("keep calls that no advisor has yet, whatever the team", () => {
    const call = (id: string, queue: string, of: string | null) => ({ id, queue, advisor: of }) as unknown as Call;
    const calls = byId([call("1", "pagos", "ana"), call("2", "pagos", "eva"), call("3", "quejas", null)]);
    expect(ids(filterCalls(calls, parseFilter("?equipo=coco"), TEAMS))).toEqual(["1", "3"]);
    expect(ids(filterCalls(calls, parseFilter("?equipo=coco&cola=pagos"), TEAMS))).toEqual(["1"]);
  });
});
