import { describe, expect, it } from "vitest";
import type { DeskMessage, Entities, DeskUser } from "../api/types";
import { type DeskState, INITIAL_STATE, NO_ENTITIES, reduce } from "./desk-state";

const ME: DeskUser = { user: "asesor1", name: "Ana", roles: ["asesor"], permissions: [], abilities: [], queues: [] };
const NOW = "2026-11-24T19:00:00.000Z";
const RECORDED = import.meta.glob<{ messages: DeskMessage[]; entities: Entities }>("./recorded/*.json", {
  eager: true,
  import: "default",
});

const read = (state: DeskState, message: DeskMessage): DeskState => reduce(state, { type: "message", message });
const snapshot = (entities: Partial<Entities>, seq = "1-1"): DeskMessage => ({
  type: "snapshot",
  seq,
  now: NOW,
  me: ME,
  entities,
});
const changes = (put: object[], drop: object[] = [], seq = "1-2"): DeskMessage =>
  ({ type: "changes", seq, now: NOW, put, drop }) as DeskMessage;

/** Return random numbers from a seed, equal in every run: a linear congruential generator (Numerical Recipes). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("the state of the desk", () => {
  it("is replaced by a snapshot, whatever was known before", () => {
    const old = read(read(INITIAL_STATE, snapshot({})), changes([{ kind: "call", id: "a", value: { id: "a" } }]));
    const state = read(old, snapshot({}, "1-7"));
    expect(state).toMatchObject({ hasSnapshot: true, seq: "1-7", me: ME, entities: { call: {}, queue: {} } });
  });
  it("has an off-duty advisor for a user with queues who was never on duty, and none without queues", () => {
    const message = (queues: string[]): DeskMessage => ({
      type: "snapshot",
      seq: "1-1",
      now: NOW,
      me: { ...ME, queues },
      entities: {},
    });
    expect(read(INITIAL_STATE, message(["credito"])).entities.advisor.asesor1).toMatchObject({
      state: "offline",
      since: NOW,
      queues: ["credito"],
      call: null,
    });
    expect(read(INITIAL_STATE, message([])).entities.advisor).toEqual({});
  });
  it("puts and drops whole entities", () => {
    let state = read(INITIAL_STATE, snapshot({}));
    state = read(state, changes([{ kind: "call", id: "a", value: { id: "a", held: false } }]));
    state = read(state, changes([{ kind: "call", id: "a", value: { id: "a", held: true } }]));
    expect(state.entities.call).toEqual({ a: { id: "a", held: true } });
    expect(read(state, changes([], [{ kind: "call", id: "a" }])).entities.call).toEqual({});
  });
  it("keeps the same objects where nothing changed", () => {
    const before = read(INITIAL_STATE, snapshot({}));
    const after = read(before, changes([{ kind: "call", id: "a", value: { id: "a" } }]));
    expect(after.entities.advisor).toBe(before.entities.advisor);
    expect(after.entities.call).not.toBe(before.entities.call);
  });
  it("never mutates its input", () => {
    const before = read(INITIAL_STATE, snapshot({}));
    const copy = structuredClone(before);
    read(before, changes([{ kind: "queue", id: "q", value: { id: "q" } }], [{ kind: "call", id: "x" }]));
    expect(before).toEqual(copy);
  });
  it("ignores unknown entity kinds, which a newer server may send", () => {
    const before = read(INITIAL_STATE, snapshot({}));
    expect(
      read(before, changes([{ kind: "recording", id: "r", value: {} }], [{ kind: "recording", id: "s" }])).entities,
    ).toEqual(before.entities);
  });
  it("is the same object after a heartbeat without news", () => {
    const before = read(INITIAL_STATE, snapshot({}));
    expect(read(before, { type: "heartbeat", seq: "1-1", now: NOW })).toBe(before);
  });
  it("keeps its data while the connection is lost", () => {
    const known = read(INITIAL_STATE, snapshot({}));
    const away = reduce(known, { type: "link", link: { phase: "waiting", retryAt: 1, tries: 1, detail: "" } });
    expect(away).toMatchObject({ hasSnapshot: true, connection: { phase: "waiting" } });
    expect(away.entities).toBe(known.entities);
  });
});

describe("old state and changes", () => {
  it("equal a fresh snapshot after an hour of random changes", () => {
    const kinds = Object.keys(NO_ENTITIES) as (keyof Entities)[];
    const server = structuredClone(NO_ENTITIES) as unknown as Record<string, Record<string, object>>;
    const random = seededRandom(7);
    let state = read(INITIAL_STATE, snapshot({}));
    for (let second = 1; second <= 3600; second += 1) {
      const put: object[] = [];
      const drop: object[] = [];
      for (const kind of kinds) {
        const id = `e${Math.floor(random() * 40)}`;
        if (random() < 0.4) {
          drop.push({ kind, id });
          delete server[kind]?.[id];
        } else {
          const value = { id, since: second };
          put.push({ kind, id, value });
          server[kind] = { ...server[kind], [id]: value };
        }
      }
      state = read(state, changes(put, drop, `1-${second}`));
    }
    const fresh = read(INITIAL_STATE, snapshot(server as unknown as Entities, "1-3600"));
    expect(state.entities).toEqual(fresh.entities);
    expect(Object.keys(state.entities.call).length).toBeGreaterThan(0);
  });
  it.each(Object.entries(RECORDED))("reproduce what the server recorded in %s", (_, { messages, entities }) => {
    expect(messages.reduce(read, INITIAL_STATE).entities).toEqual(entities);
  });
});
