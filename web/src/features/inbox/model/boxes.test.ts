import { describe, expect, it } from "vitest";
import { boxesForRoles, lightChoices, stateChoices } from "./boxes";

describe("the boxes of a user", () => {
  it.each([
    [["asesor_escrita"], ["tier", "mine", "followed"]],
    [["funcionario"], ["area", "mine", "followed"]],
    [["supervisor"], ["all"]],
    [["asesor"], ["followed", "mine"]],
    [["calidad"], ["all"]],
    [
      ["asesor_escrita", "coordinador"],
      ["all", "tier", "mine", "followed"],
    ],
  ])("with the roles %j are %j", (roles, boxes) => expect(boxesForRoles(roles)).toEqual(boxes));
});

describe("the filter choices of a box", () => {
  const written = ["received", "in_review", "ready", "sending", "incomplete"];
  it("have no area state and no closed state in the written channel", () =>
    expect(stateChoices("tier", ["asesor_escrita"], undefined)).toEqual(written));
  it("depend on the user's roles in «mine»", () => {
    expect(stateChoices("mine", ["asesor_escrita"], undefined)).toEqual(written);
    expect(stateChoices("mine", ["asesor_escrita", "funcionario"], undefined)).toEqual([
      "received",
      "in_area",
      "in_review",
      "ready",
      "sending",
      "incomplete",
    ]);
  });
  it("are empty where only one state is possible", () => {
    expect(stateChoices("area", ["funcionario"], undefined)).toEqual([]);
    expect(stateChoices("mine", ["asesor"], undefined)).toEqual([]);
  });
  it("include every state in «followed»", () =>
    expect(stateChoices("followed", ["asesor"], undefined)).toContain("closed"));
  it("exclude closed and incomplete tickets beside a light, and lights beside those states", () => {
    expect(stateChoices("all", ["supervisor"], "red")).toEqual([
      "filed",
      "received",
      "in_area",
      "in_review",
      "ready",
      "sending",
    ]);
    expect([lightChoices("closed"), lightChoices("incomplete")]).toEqual([[], []]);
    expect(lightChoices("in_area")).toEqual(["green", "yellow", "red", "overdue"]);
  });
});
