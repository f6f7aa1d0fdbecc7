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

function connect({ online = true } = {}) {
  const environment = new FakeEnvironment();
  environment.isOnline = online;
  const links: ConnectionState[] = [];
  const messages: DeskMessage[] = [];
  let refused = 0;
  const connection = new DeskConnection("ws://x/desk", environment, {
    onStateChange: (link) => links.push(link),
    onMessage: (message) => messages.push(message),
    onRefused: () => (refused += 1),
  });
  connection.start();
  return { environment, links, messages, connection, refusals: () => refused, phase: () => links.at(-1)?.phase };
}

describe("the desk connection", () => {
  it("is live from the first message, not from the opening", () => {
    const { environment, phase } = connect();
    expect(phase()).toBe("connecting");
    environment.lastSocket.deliver(heartbeat("1-1"));
    expect(phase()).toBe("live");
  });
  it("resumes after the last received sequence number", () => {
    const { environment } = connect();
    expect(environment.lastSocket.url).toBe("ws://x/desk");
    environment.lastSocket.deliver(heartbeat("1-234"));
    environment.lastSocket.drop();
    environment.advance(1_000);
    expect(environment.lastSocket.url).toBe("ws://x/desk?after=1-234");
  });
  it("is dead after 12 seconds of silence, not earlier", () => {
    const { environment, phase } = connect();
    environment.lastSocket.deliver(heartbeat("1-1"));
    environment.advance(SILENCE_TIMEOUT_MS - 1);
    expect(phase()).toBe("live");
    environment.advance(1);
    expect(phase()).toBe("waiting");
    expect(environment.lastSocket.closedByUs).toBe(true);
  });
  it("stays alive with heartbeats", () => {
    const { environment, phase } = connect();
    for (let beat = 0; beat < 10; beat += 1) {
      environment.lastSocket.deliver(heartbeat("1-1"));
      environment.advance(5_000);
    }
    expect(phase()).toBe("live");
    expect(environment.sockets).toHaveLength(1);
  });
  it("waits longer after each failure, up to a limit, and starts again after a message", () => {
    const { environment, links } = connect();
    for (let failure = 0; failure < 9; failure += 1) {
      environment.lastSocket.drop();
      environment.advance(20_000);
    }
    const waits = links.filter((link) => link.phase === "waiting").map((link) => link.tries);
    expect(waits.slice(0, 3)).toEqual([1, 2, 3]);
    environment.lastSocket.deliver(heartbeat("1-1"));
    environment.lastSocket.drop();
    expect(links.at(-1)).toMatchObject({ phase: "waiting", tries: 1 });
  });
  it("reports a lost network at once, and reconnects with it", () => {
    const { environment, connection, phase } = connect();
    environment.isOnline = false;
    connection.goOffline();
    expect(phase()).toBe("offline");
    environment.advance(60_000);
    expect(environment.sockets).toHaveLength(1);
    environment.isOnline = true;
    connection.retryNow();
    expect(environment.sockets).toHaveLength(2);
  });
  it("opens no socket without a network", () => {
    expect(connect({ online: false }).environment.sockets).toHaveLength(0);
  });
  it("ends with the session and does not reconnect", () => {
    const { environment, links } = connect();
    environment.lastSocket.deliver({ type: "bye", code: "session_ended", detail: "Su sesión terminó." });
    environment.advance(60_000);
    expect(links.at(-1)).toEqual({ phase: "ended", detail: "Su sesión terminó." });
    expect(environment.sockets).toHaveLength(1);
  });
  it("ends when the server closes with 4401", () => {
    const { environment, phase } = connect();
    environment.lastSocket.drop(4401);
    expect(phase()).toBe("ended");
  });
  it("reconnects after a restart of the server", () => {
    const { environment, links } = connect();
    environment.lastSocket.deliver(heartbeat("1-9"));
    environment.lastSocket.deliver({ type: "bye", code: "restarting", detail: "El servidor se reinicia." });
    environment.lastSocket.drop(1012);
    expect(links.at(-1)).toMatchObject({ phase: "waiting", detail: "El servidor se reinicia." });
    environment.advance(1_000);
    expect(environment.lastSocket.url).toContain("after=1-9");
  });
  it("requests everything after an unreadable message", () => {
    const { environment, messages } = connect();
    environment.lastSocket.deliver(heartbeat("1-9"));
    environment.lastSocket.deliver("{");
    environment.advance(1_000);
    expect(environment.lastSocket.url).toBe("ws://x/desk");
    expect(messages).toHaveLength(1);
  });
  it("reports a socket that the server refused to open", () => {
    const { environment, refusals } = connect();
    environment.lastSocket.drop();
    expect(refusals()).toBe(1);
  });
  it("ignores a closed socket", () => {
    const { environment, connection, messages } = connect();
    const left = environment.lastSocket;
    connection.stop();
    left.deliver(heartbeat("1-1"));
    left.drop();
    environment.advance(60_000);
    expect(messages).toHaveLength(0);
    expect(environment.sockets).toHaveLength(1);
  });
});

describe("the wait before the next attempt", () => {
  it("doubles, is half random, and has a limit", () => {
    expect([
      retryDelayMs(0, 0),
      retryDelayMs(0, 1),
      retryDelayMs(1, 1),
      retryDelayMs(20, 0),
      retryDelayMs(20, 1),
    ]).toEqual([250, 500, 1_000, 7_500, 15_000]);
  });
});

describe("parseMessage", () => {
  it.each(["", "null", "[]", "3", '{"type":"otro"}', "no"])("returns null for %s", (text) =>
    expect(parseMessage(text)).toBeNull(),
  );
  it("returns null for data that is not text", () => expect(parseMessage(new ArrayBuffer(2))).toBeNull());
});
