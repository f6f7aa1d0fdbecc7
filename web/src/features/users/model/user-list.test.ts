import { describe, expect, it } from "vitest";
import type { User } from "../../../api/types";
import { listedUsers } from "./user-list";

const user = (name: string, more: Partial<User>): User =>
  ({ user: name, name, roles: [], queues: [], disabled: false, second_factor: false, ...more }) as unknown as User;
const users = [
  user("ana", { roles: ["asesor"], queues: ["credito"], signed_in_at: "2026-11-01T10:00:00Z" }),
  user("eva", { roles: ["supervisor"], second_factor: true, signed_in_at: "2026-11-02T10:00:00Z" }),
  user("luz", { roles: ["asesor"], disabled: true }),
];
const listed = (filters: Record<string, string>, sort = "user") =>
  listedUsers(users, { filters, sort, columns: [] }).map((each) => each.user);

describe("the list of users", () => {
  it("filters by role, queue and situation", () => {
    expect(listed({})).toEqual(["ana", "eva", "luz"]);
    expect(listed({ role: "asesor" })).toEqual(["ana", "luz"]);
    expect(listed({ role: "asesor", status: "enabled" })).toEqual(["ana"]);
    expect(listed({ queue: "credito" })).toEqual(["ana"]);
    expect(listed({ status: "no_factor" })).toEqual(["ana"]);
    expect(listed({ status: "never" })).toEqual(["luz"]);
  });
  it("puts the last sign-in first when asked", () =>
    expect(listed({}, "-signed_in_at")).toEqual(["eva", "ana", "luz"]));
});
