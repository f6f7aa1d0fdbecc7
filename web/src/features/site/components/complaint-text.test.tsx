// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import userEvent from "@testing-library/user-event";
import { ComplaintDraft, ComplaintText } from "./complaint-text";

afterEach(cleanup);

const SCHEMA = { properties: { prompts: { title: "Mensajes" } } };

function show(section: string | null, open?: (path: readonly string[]) => void) {
  const client = new QueryClient();
  client.setQueryData(["site", "schema"], SCHEMA);
  const complaint = { path: ["queues", "pagos"], text: "«nada» no está en Mensajes", section };
  render(
    <QueryClientProvider client={client}>
      <ComplaintDraft value={{ address: "/sitio/borradores/uno", ...(open ? { open } : {}) }}>
        <ComplaintText complaint={complaint} />
      </ComplaintDraft>
    </QueryClientProvider>,
  );
}

describe("a complaint", () => {
  it("leads to the section that it names", async () => {
    const open = vi.fn();
    show("prompts", open);
    const link = screen.getByRole("link", { name: "Ir a Mensajes" });
    expect(link.getAttribute("href")).toContain("/sitio/borradores/uno?seccion=prompts");
    await userEvent.click(link);
    expect(open).toHaveBeenCalledWith(["prompts"]);
  });

  it("has no link where it names none, or its own", () => {
    show(null);
    show("queues");
    expect(screen.queryByRole("link")).toBeNull();
  });
});
