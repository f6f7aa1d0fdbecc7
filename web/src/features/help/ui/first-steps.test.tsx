// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { HelpMarks } from "../../../api/help";
import type { Account } from "../../../api/types";
import FirstSteps, { type CallState } from "./first-steps";

afterEach(cleanup);

const ACCOUNT = { user: "ana", roles: ["asesor"], permissions: [], advisor: "Ana" } as unknown as Account;
const SEEN: HelpMarks = { version: "0.10.0", tours: ["asesor"], news: "0.10.0" };
const nothing = () => undefined;

function show(marks: HelpMarks) {
  const client = new QueryClient();
  client.setQueryData(["me", "help"], marks);
  const page = (call: CallState, asked = false) => (
    <MantineProvider>
      <QueryClientProvider client={client}>
        <FirstSteps account={ACCOUNT} call={call} asked={asked} onAskedEnd={nothing} showNews={nothing} />
      </QueryClientProvider>
    </MantineProvider>
  );
  const { rerender } = render(page("unknown"));
  return (call: CallState, asked = false) => rerender(page(call, asked));
}
const tour = () => screen.queryByRole("dialog", { name: "Recorrido de la pantalla" });
const news = () => screen.queryByRole("region", { name: "Qué hay de nuevo" });

describe("what comes after the sign-in", () => {
  it("is the tour of the role, once it is known that no call runs", () => {
    const now = show({ ...SEEN, tours: [] });
    expect(tour()).toBeNull();
    now("none");
    expect(tour()).not.toBeNull();
    expect(news()).toBeNull();
  });
  it("yields to a call at once, and does not come back after it", () => {
    const now = show({ ...SEEN, tours: [] });
    now("none");
    now("running");
    expect(tour()).toBeNull();
    now("none");
    expect(tour()).toBeNull();
  });
  it("is the news of the release that the user has not seen, never during a call", () => {
    const now = show({ ...SEEN, news: "0.9.0" });
    now("running");
    expect(news()).toBeNull();
    now("none");
    expect(news()?.textContent).toContain("Qué hay de nuevo en Atención 0.10.0");
  });
  it("is nothing for a user who has seen both, until they ask for the tour", () => {
    const now = show(SEEN);
    now("none");
    expect(tour() ?? news()).toBeNull();
    now("none", true);
    expect(tour()).not.toBeNull();
    now("running", true);
    expect(tour()).toBeNull();
  });
});
