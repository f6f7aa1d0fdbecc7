// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Advisor, Call, DeskMessage } from "../../../api/types";
import { SHORTCUTS } from "../../../keyboard-shortcuts";
import { desk } from "../../../realtime/desk-store";
import { INITIAL_STATE, reduce } from "../../../realtime/desk-state";
import { ActiveCall } from "./active-call";

const AT = "2026-11-24T15:00:00.000Z";
const CALL = {
  ...{ id: "c1", kind: "call", stage: "ringing", line_name: "Bogotá", choice: ["Crédito"], queue_name: "Crédito" },
  ...{ arrived_at: AT, first_at: AT, queued_at: AT, offered_at: AT, answered_at: null, ended_at: null, held_ms: 0 },
} as unknown as Call;
const ADVISOR = { id: "ana", state: "offered", since: AT, until: null, call: "c1", queues: [] } as unknown as Advisor;
const SNAPSHOT = {
  ...{ type: "snapshot", seq: "1-1", now: AT },
  me: { user: "ana", name: "Ana", roles: ["asesor"], permissions: [], abilities: [], queues: ["credito"] },
  entities: {
    advisor: { ana: ADVISOR },
    call: { c1: CALL },
    pop: { c1: { call: "c1", script: ["Salude."], number_masked: "•••• 1234", possible_customer: "M*** C***" } },
  },
} as unknown as DeskMessage;

let frames: (() => void)[] = [];
beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.stubGlobal("fetch", () => new Promise(() => undefined)); // a server that has not answered yet
  desk.state = reduce(INITIAL_STATE, { type: "message", message: SNAPSHOT });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  desk.state = INITIAL_STATE;
});
const drawFrame = () =>
  act(async () => {
    frames.forEach((frame) => frame());
    await new Promise((done) => setTimeout(done));
  });

const show = (call: Call, advisor: Advisor): QueryClient => {
  const client = new QueryClient();
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <ActiveCall call={call} advisor={advisor} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return client;
};

it("the first frame of an offer has the caller, and asks the server nothing; the script and the form follow", async () => {
  const client = show(CALL, ADVISOR);
  expect(screen.getByText("M*** C***")).not.toBeNull();
  expect(screen.getByRole("heading", { name: "Bogotá" })).not.toBeNull();
  expect(screen.queryByRole("form") ?? screen.queryByText("Salude.")).toBeNull();
  expect(client.isFetching()).toBe(0);
  await drawFrame();
  expect(await screen.findByRole("form", { name: "Tipificación y ticket" })).not.toBeNull();
  expect(screen.getByText("Salude.")).not.toBeNull();
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Bogotá"));
  expect(client.isFetching()).toBeGreaterThan(0);
});

it.each([true, false])("a panel that is loading takes the focus, unless the user moves it: %s", async (moves) => {
  show({ ...CALL, stage: "talking", answered_at: AT }, { ...ADVISOR, state: "talking" });
  await drawFrame();
  const topic = await screen.findByRole("combobox", { name: /Tipificación/ });
  act(() => topic.blur());
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  fireEvent.keyDown(document.body, { code: SHORTCUTS.customer.code, altKey: true });
  const panel = screen.getByRole("tabpanel", { name: /Cliente/ });
  expect(panel.contains(document.activeElement)).toBe(false);
  if (moves) act(() => topic.focus());
  act(() => vi.advanceTimersByTime(5_000));
  expect(panel.contains(document.activeElement)).toBe(!moves);
  expect(document.activeElement === topic).toBe(moves);
});
