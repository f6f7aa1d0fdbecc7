import { describe, expect, it } from "vitest";
import { FakeEnvironment } from "./fake-environment";
import type { DeskMessage } from "../api/types";
import {
  DeskConnection,
  type ConnectionState,
  parseMessage,
  SILENCE_TIMEOUT_MS,
  retryDelayMs,
} from "./desk-connection";

const NOW = "2026-11-24T19:00:00.000Z";
const heartbeat = (seq: string) => ({ type: "heartbeat", seq, now: NOW });

function begin({ online = true } = {}) {
  const world = new FakeEnvironment();
  world.isOnline = online;
  const links: ConnectionState[] = [];
  const messages: DeskMessage[] = [];
  let refused = 0;
  const connection = new DeskConnection("ws://x/desk", world, {
    onStateChange: (link) => links.push(link),
    onMessage: (message) => messages.push(message),
    onRefused: () => (refused += 1),
  });
  connection.start();
  return { world, links, messages, connection, refusals: () => refused, phase: () => links.at(-1)?.phase };
}

describe("the link to the desk", () => {
  it("is live from the first message, not from the opening", () => {
    const { world, phase } = begin();
    expect(phase()).toBe("connecting");
    world.lastSocket.deliver(heartbeat("1-1"));
    expect(phase()).toBe("live");
  });
  it("asks from the last number that it heard", () => {
    const { world } = begin();
    expect(world.lastSocket.url).toBe("ws://x/desk");
    world.lastSocket.deliver(heartbeat("1-234"));
    world.lastSocket.drop();
    world.advance(1_000);
    expect(world.lastSocket.url).toBe("ws://x/desk?after=1-234");
  });
  it("is dead after 12 seconds of silence, and no sooner", () => {
    const { world, phase } = begin();
    world.lastSocket.deliver(heartbeat("1-1"));
    world.advance(SILENCE_TIMEOUT_MS - 1);
    expect(phase()).toBe("live");
    world.advance(1);
    expect(phase()).toBe("waiting");
    expect(world.lastSocket.closedByUs).toBe(true);
  });
  it("is kept alive by heartbeats", () => {
    const { world, phase } = begin();
    for (let beat = 0; beat < 10; beat += 1) {
      world.lastSocket.deliver(heartbeat("1-1"));
      world.advance(5_000);
    }
    expect(phase()).toBe("live");
    expect(world.sockets).toHaveLength(1);
  });
  it("waits longer after each failure, up to a limit, and begins anew once it was heard", () => {
    const { world, links } = begin();
    for (let failure = 0; failure < 9; failure += 1) {
      world.lastSocket.drop();
      world.advance(20_000);
    }
    const waits = links.filter((link) => link.phase === "waiting").map((link) => link.tries);
    expect(waits.slice(0, 3)).toEqual([1, 2, 3]);
    world.lastSocket.deliver(heartbeat("1-1"));
    world.lastSocket.drop();
    expect(links.at(-1)).toMatchObject({ phase: "waiting", tries: 1 });
  });
  it("says at once that there is no network, and comes back with it", () => {
    const { world, connection, phase } = begin();
    world.isOnline = false;
    connection.goOffline();
    expect(phase()).toBe("offline");
    world.advance(60_000);
    expect(world.sockets).toHaveLength(1);
    world.isOnline = true;
    connection.retryNow();
    expect(world.sockets).toHaveLength(2);
  });
  it("opens nothing where there is no network from the start", () => {
    expect(begin({ online: false }).world.sockets).toHaveLength(0);
  });
  it("ends with the session, and does not come back", () => {
    const { world, links } = begin();
    world.lastSocket.deliver({ type: "bye", code: "session_ended", detail: "Su sesión terminó." });
    world.advance(60_000);
    expect(links.at(-1)).toEqual({ phase: "ended", detail: "Su sesión terminó." });
    expect(world.sockets).toHaveLength(1);
  });
  it("ends when the server closes with 4401", () => {
    const { world, phase } = begin();
    world.lastSocket.drop(4401);
    expect(phase()).toBe("ended");
  });
  it("comes back after a restart of the server", () => {
    const { world, links } = begin();
    world.lastSocket.deliver(heartbeat("1-9"));
    world.lastSocket.deliver({ type: "bye", code: "restarting", detail: "El servidor se reinicia." });
    world.lastSocket.drop(1012);
    expect(links.at(-1)).toMatchObject({ phase: "waiting", detail: "El servidor se reinicia." });
    world.advance(1_000);
    expect(world.lastSocket.url).toContain("after=1-9");
  });
  it("asks for everything after a message that it cannot read", () => {
    const { world, messages } = begin();
    world.lastSocket.deliver(heartbeat("1-9"));
    world.lastSocket.deliver("{");
    world.advance(1_000);
    expect(world.lastSocket.url).toBe("ws://x/desk");
    expect(messages).toHaveLength(1);
  });
  it("tells when the server would not even open it", () => {
    const { world, refusals } = begin();
    world.lastSocket.drop();
    expect(refusals()).toBe(1);
  });
  it("hears nothing more of a socket that it left", () => {
    const { world, connection, messages } = begin();
    const left = world.lastSocket;
    connection.stop();
    left.deliver(heartbeat("1-1"));
    left.drop();
    world.advance(60_000);
    expect(messages).toHaveLength(0);
    expect(world.sockets).toHaveLength(1);
  });
});

describe("the wait before the next try", () => {
  it("doubles, is half chance, and has a limit", () => {
    expect([
      retryDelayMs(0, 0),
      retryDelayMs(0, 1),
      retryDelayMs(1, 1),
      retryDelayMs(20, 0),
      retryDelayMs(20, 1),
    ]).toEqual([250, 500, 1_000, 7_500, 15_000]);
  });
});

describe("a message", () => {
  it.each(["", "null", "[]", "3", '{"type":"otro"}', "no"])("is none: %s", (text) =>
    expect(parseMessage(text)).toBeNull(),
  );
  it("is none when it is not text", () => expect(parseMessage(new ArrayBuffer(2))).toBeNull());
});
