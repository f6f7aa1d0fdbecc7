import { describe, expect, it } from "vitest";
import { boxesForRoles, lightChoices, stateChoices } from "./boxes";

describe("the boxes of a person", () => {
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
  ])("%j are %j", (roles, boxes) => expect(boxesForRoles(roles)).toEqual(boxes));
});

describe("a filter offers only what can match", () => {
  const written = ["received", "in_review", "ready", "sending", "incomplete"];
  it("in the written channel no ticket is with an area, nor closed", () =>
    expect(stateChoices("tier", ["asesor_escrita"], undefined)).toEqual(written));
  it("what is mine depends on what I do", () => {
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
  it("where there is one state alone, there is nothing to choose", () => {
    expect(stateChoices("area", ["funcionario"], undefined)).toEqual([]);
    expect(stateChoices("mine", ["asesor"], undefined)).toEqual([]);
  });
  it("what one follows may be anywhere", () =>
    expect(stateChoices("followed", ["asesor"], undefined)).toContain("closed"));
  it("beside a light there is neither closed nor waiting, and beside those no light", () => {
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
