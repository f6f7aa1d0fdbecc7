import { describe, expect, it } from "vitest";
import { jointTickets, toggleJoint } from "./joint-answer";

describe("the tickets of a joint answer", () => {
  const [one, other] = [
    { number: "2027-000001-7", version: 3 },
    { number: "2027-000002-5", version: 1 },
  ];
  it("keep the version that was read", () => {
    const both = toggleJoint(toggleJoint(undefined, one), other);
    expect(jointTickets(both)).toEqual([one, other]);
    expect(jointTickets(toggleJoint(both, one))).toEqual([other]);
  });
  it("are none at first", () => expect(jointTickets(undefined)).toEqual([]));
});
