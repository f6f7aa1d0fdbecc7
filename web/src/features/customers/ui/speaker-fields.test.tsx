// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CallSpeaker } from "../../../api/customers";
import { type Labels, LabelsContext } from "../../../labels";
import { SpeakerFields } from "./speaker-fields";

const LABELS = {
  speaker_kinds: { holder: "Titular", attorney: "Apoderado" },
  mandate_coverages: {},
} as unknown as Labels;
const HOLDER = { speaker: "holder", speaker_name: "Titular", mandate: null } as unknown as CallSpeaker;
const ATTORNEY = { ...HOLDER, speaker: "attorney", speaker_name: "Apoderado" } as unknown as CallSpeaker;

let stated = { status: 200, body: ATTORNEY as object };
beforeEach(() => {
  stated = { status: 200, body: ATTORNEY };
  vi.stubGlobal("fetch", (request: Request) =>
    Promise.resolve(
      request.url.endsWith("/speaker")
        ? Response.json(stated.body, { status: stated.status })
        : Response.json({ revision: 0, form: null }),
    ),
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(): { client: QueryClient; read: (speaker: CallSpeaker) => void } {
  const client = new QueryClient({ defaultOptions: { mutations: { retry: false } } });
  const page = (speaker: CallSpeaker) => (
    <MantineProvider>
      <QueryClientProvider client={client}>
        <LabelsContext value={LABELS}>
          <SpeakerFields call="c1" speaker={speaker} verified={false} />
        </LabelsContext>
      </QueryClientProvider>
    </MantineProvider>
  );
  const { rerender } = render(page(HOLDER));
  return { client, read: (speaker) => rerender(page(speaker)) };
}
const field = (name: RegExp) => screen.getByLabelText<HTMLInputElement>(name);
const settled = (client: QueryClient) => waitFor(() => expect(client.isMutating()).toBe(0));

describe("the fields of the person who speaks", () => {
  it("keep the focus while the answer is here and the new reading is not", async () => {
    const { client, read } = show();
    await userEvent.click(screen.getByRole("button", { name: "Apoderado" }));
    await userEvent.type(field(/Acreditación/), "P");
    await settled(client);
    await userEvent.keyboard("oder");
    expect(document.activeElement).toBe(field(/Acreditación/));
    read(ATTORNEY);
    await userEvent.keyboard(", Notaría 4");
    expect(field(/Acreditación/).value).toBe("Poder, Notaría 4");
    expect(field(/Nombre del apoderado/).value).toBe("");
  });

  it("go again if the server refuses the person", async () => {
    stated = {
      status: 409,
      body: { title: "Conflict", status: 409, detail: "La llamada terminó.", code: "call_ended" },
    };
    const { client } = show();
    await userEvent.click(screen.getByRole("button", { name: "Apoderado" }));
    await settled(client);
    await waitFor(() => expect(screen.queryByLabelText(/Acreditación/)).toBeNull());
    expect(screen.getByText(/No se guardó quién habla/)).not.toBeNull();
  });

  it("follow the person whom another tab states", async () => {
    const { client, read } = show();
    await userEvent.click(screen.getByRole("button", { name: "Apoderado" }));
    await settled(client);
    read(ATTORNEY);
    read(HOLDER);
    expect(screen.queryByLabelText(/Acreditación/)).toBeNull();
  });
});
