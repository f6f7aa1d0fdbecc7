import { describe, expect, it } from "vitest";
import type { Wall } from "../../../api/displays";
import { type Answer, FRESH_MS, isCurrentPage, nextState, silentSince, type WallState } from "./freshness";
import { chooseOptions, type WallOptions } from "./options";
import { pagesOf } from "./pages";

const SETTINGS: WallOptions = { panels: ["service", "queues"], seconds: 12, theme: "dark" };
const queue = { name: "Cola", waiting: 0, longest_since: null, threshold_s: 20 };
const message = { line: "Bogotá", message: "Fallas", mode: "before", until: "2026-12-01T15:00:00Z" };
const wallOf = (queues: number, messages = 0): Wall =>
  ({ queues: Array(queues).fill(queue), lines: [], contingency: Array(messages).fill(message) }) as unknown as Wall;

describe("the options of a wall", () => {
  it("are those of the display, or of the address where it says others", () => {
    expect(chooseOptions("", SETTINGS)).toEqual(SETTINGS);
    expect(chooseOptions("?paneles=colas,%20abandono,colas&segundos=20&tema=claro", SETTINGS)).toEqual({
      panels: ["queues", "abandonment"],
      seconds: 20,
      theme: "light",
    });
  });
  it("ignore what the address misspells", () => {
    expect(chooseOptions("?paneles=nada&segundos=4&tema=azul", SETTINGS)).toEqual(SETTINGS);
    expect(chooseOptions("?segundos=121", SETTINGS).seconds).toBe(12);
    expect(chooseOptions("?segundos=mucho", SETTINGS).seconds).toBe(12);
  });
});

describe("the pages of a wall", () => {
  it("divide the rows of a panel evenly, and lose none", () => {
    for (const rows of [1, 5, 6, 7, 23]) {
      const pages = pagesOf(wallOf(rows), ["queues"], 5);
      expect(pages.every(({ from, to }) => to - from >= 1 && to - from <= 5)).toBe(true);
      expect(pages.map(({ from }) => from)).toEqual([0, ...pages.slice(0, -1).map(({ to }) => to)]);
      expect(pages.at(-1)?.to).toBe(rows);
    }
    expect(pagesOf(wallOf(6), ["queues"], 5).map(({ to }) => to)).toEqual([3, 6]);
  });
  it("leave the contingency message out while there is none, unless nothing else is shown", () => {
    expect(pagesOf(wallOf(1), ["service", "contingency"], 5).map(({ panel }) => panel)).toEqual(["service"]);
    expect(pagesOf(wallOf(1, 1), ["service", "contingency"], 5)).toHaveLength(2);
    expect(pagesOf(wallOf(1), ["contingency"], 5)).toHaveLength(1);
  });
});

describe("the freshness of a wall", () => {
  const opening: WallState = { kind: "opening", failed: false };
  const read: Answer = { kind: "read", wall: wallOf(1) };
  it("asks for a code where there never was a token, and says that a token was revoked", () => {
    expect(nextState(opening, { kind: "refused" }, 0)).toEqual({ kind: "unpaired" });
    expect(nextState(nextState(opening, read, 0), { kind: "refused" }, 1)).toEqual({ kind: "revoked" });
    expect(nextState({ kind: "revoked" }, { kind: "failed" }, 1)).toEqual({ kind: "revoked" });
  });
  it("keeps the last figures through a failure, and says since when", () => {
    const reading = nextState(opening, read, 1_000);
    const failed = nextState(reading, { kind: "failed" }, 3_000);
    expect(silentSince(failed, 1_000 + FRESH_MS - 1)).toBeNull();
    expect(silentSince(failed, 1_000 + FRESH_MS)).toBe(1_000);
    expect(silentSince(nextState(failed, read, 60_000), 60_000)).toBeNull();
  });
  it("trusts no clock that was set back", () => {
    expect(silentSince(nextState(opening, read, 10_000), 9_000)).toBe(10_000);
  });
  it("shows no figure as new, whatever the order of answers and times", () => {
    const answers: Answer[] = [read, { kind: "failed" }, { kind: "refused" }];
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let state: WallState = opening;
    let now = 0;
    let lastRead = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < 5_000; step++) {
      now += random(9_000);
      const answer = answers[random(3)] ?? read;
      state = nextState(state, answer, now);
      if (answer.kind === "read") lastRead = now;
      const later = now + random(9_000);
      if (state.kind === "reading" && silentSince(state, later) === null)
        expect(later - lastRead).toBeLessThan(FRESH_MS);
      if (answer.kind === "refused") expect(state.kind).not.toBe("reading");
    }
  });
  it("knows the page of another version", () => {
    const page = '<script type="module" crossorigin src="/assets/index-B1.js"></script>';
    expect(isCurrentPage(page, "/assets/index-B1.js")).toBe(true);
    expect(isCurrentPage(page, "/assets/index-B0.js")).toBe(false);
  });
});
