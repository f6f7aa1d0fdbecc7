// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { serverClock } from "../../../clock";
import type { Complaint } from "../editor-props";
import SITE from "../special/common/sample-site.json";
import TYPOLOGY from "../special/common/sample-typology.json";
import { SectionEditor } from "./section-editor";

vi.setConfig({ testTimeout: 60_000 }); // the editors load slowly on a busy machine
afterEach(cleanup);

const SCHEMA = {
  properties: {
    prompts: { title: "Mensajes" },
    pauses: { title: "Pausas", properties: { almuerzo: { title: "Almuerzo", type: "integer" } } },
  },
};
const DOCUMENT = { ...SITE, ...TYPOLOGY, terms: { closed_days: [{ day: "2026-12-28", reason: "" }] }, pauses: {} };

function show(target: readonly string[], complaints: readonly Complaint[] = []) {
  vi.spyOn(serverClock, "now").mockReturnValue(Date.parse("2026-12-01T15:00:00Z"));
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(["site", "schema"], SCHEMA);
  client.setQueryData(["site-holidays", 2026], []);
  client.setQueryData(["site-legal-terms"], { on: "2026-12-01", terms: [], others: [] });
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <SectionEditor
          root={SCHEMA}
          section={target[0] ?? ""}
          document={DOCUMENT}
          complaints={complaints}
          readOnly={false}
          target={target}
          onChange={() => undefined}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const focused = () => document.activeElement?.getAttribute("data-path");
const waitForFocus = (path: string) => waitFor(() => expect(focused()).toBe(path), { timeout: 30_000 });

describe("a complaint leads to its field", () => {
  it.each([
    "lines/quejas/greeting",
    "lines/quejas/numbers/0",
    "queues/general/weight",
    "queues/credito/overflow/full",
    "queues/credito/music",
    "calendars/atencion/week/tuesday",
    "calendars/atencion/exceptions/0/hours",
    "menus/pagos/options/1/information",
    "menus/pagos/wrong_key_prompt",
    "menus/nuevo/prompt",
    "steps/camino/branch/cases/0/choice/key",
    "steps/dice/say/parts/1",
    "steps/numero/collect/failure/queue",
    "typology/queja/themes/trato/area",
    "typology/solicitud/themes/credito/subthemes/viejo/valid_until",
    "terms/closed_days/0/reason",
  ])("%s", async (path) => {
    show(path.split("/"));
    await waitForFocus(path);
  });

  it("in a form of the schema, too", async () => {
    show(["pauses", "almuerzo"]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Almuerzo")));
  });

  it("at the first field of the entry that it is about", async () => {
    show(["queues", "general"]);
    await waitForFocus("queues/general/name");
  });

  it("at the heading of its section, where it is about the whole section", async () => {
    show(["queues"]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { level: 2 })));
  });
});

describe("a complaint at its field", () => {
  it.each([
    "queues/general/music",
    "menus/pagos/options/1/information",
    "steps/dice/say/parts/1",
    "calendars/atencion/week/tuesday",
    "typology/queja/themes/trato/area",
    "terms/closed_days/0/reason",
  ])("%s has the way to the section that it names", async (field) => {
    const path = field.split("/");
    show(path, [{ path, text: "«nada» no está en Mensajes", section: "prompts" }]);
    await waitForFocus(field);
    const link = screen.getByRole("link", { name: "Ir a Mensajes" });
    expect(link.getAttribute("href")).toContain("?seccion=prompts");
    const described = document.activeElement?.getAttribute("aria-describedby") ?? "";
    expect(described.split(" ").some((id) => document.getElementById(id)?.contains(link))).toBe(true);
  });
});
