// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Lookup } from "../../../api/customers";
import { LookupList } from "./lookup-panel";

const LOOKUPS = [
  { id: "cartera", name: "Cartera", system: "COBOL", about: "Saldos.", key: "customer" },
  { id: "credito", name: "Un crédito", system: "C&CTEX", about: "Cuota y tasa.", key: "credit" },
] as unknown as Lookup[];

let asked: string[] = [];
beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(`${request.url.split("/").at(-1)} ${await request.text()}`);
    return Response.json({ name: "Sistema", system: "COBOL", told: "Listo.", result: "found", rows: [], columns: [] });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("asks each system once a round, the one that needs a credit when the customer's credits are known", async () => {
  const client = new QueryClient();
  client.setQueryData(["lookups"], { items: LOOKUPS });
  const page = (credits: string[]) => (
    <MantineProvider>
      <QueryClientProvider client={client}>
        <LookupList purpose={{ call: "c1" }} ready credits={credits} />
      </QueryClientProvider>
    </MantineProvider>
  );
  const { rerender } = render(page([]));
  await userEvent.click(screen.getByRole("button", { name: "Consultar todo" }));
  expect(await screen.findByText("Respondieron 1 de 2.")).not.toBeNull();
  expect(asked).toEqual(["cartera {}"]);
  rerender(page(["CR-2016-000102"]));
  expect(await screen.findByText("Respondieron 2 de 2.")).not.toBeNull();
  rerender(page(["CR-2016-000102", "CR-2020-000103"]));
  expect(asked).toEqual(["cartera {}", 'credito {"credit":"CR-2016-000102"}']);
});
