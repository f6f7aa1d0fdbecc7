// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { DateTimeField } from "./date-time-field";
import { MonthField } from "./month-field";
import { TimeField } from "./time-field";

const FIELDS = { moment: DateTimeField, month: MonthField, time: TimeField };

function Form({ of, first = "", ...limits }: { of: keyof typeof FIELDS; first?: string; min?: string; max?: string }) {
  const [value, setValue] = useState(first);
  const [sent, setSent] = useState("nada");
  const Field = FIELDS[of];
  return (
    <MantineProvider>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSent(value || "vacío");
        }}
      >
        <Field label="Fin" value={value} onChange={setValue} {...limits} />
        <button type="submit">Enviar</button>
        <output>{sent}</output>
      </form>
    </MantineProvider>
  );
}

const field = () => screen.getByLabelText<HTMLInputElement>("Fin");
const send = () => userEvent.click(screen.getByText("Enviar"));
const sent = () => screen.getByRole("status").textContent;
afterEach(cleanup);

describe("a typed field", () => {
  it.each([
    ["moment", "5/12/2026 3:30 p. m.", "2026-12-05T15:30", "05/12/2026 15:30"],
    ["month", "nov 2026", "2026-11", "11/2026"],
    ["time", "930", "09:30", "09:30"],
  ] as const)("takes a %s as people write it", async (of, typed, value, written) => {
    render(<Form of={of} />);
    await userEvent.type(field(), typed);
    await send();
    expect(sent()).toBe(value);
    expect(field().value).toBe(written);
  });

  it.each([
    ["moment", "05/12/2026"],
    ["month", "2026"],
    ["time", "15:"],
  ] as const)("does not send a half %s as an empty one", async (of, typed) => {
    render(<Form of={of} />);
    await userEvent.type(field(), typed);
    await send();
    expect(sent()).toBe("nada");
    expect(field().value).toBe(typed);
    expect(screen.getByText(/^Escriba .*, por ejemplo /)).toBeTruthy();
    expect(document.activeElement).toBe(field());
    await userEvent.clear(field());
    await send();
    expect(sent()).toBe("vacío");
  });

  it("says the limit that a value exceeds", async () => {
    render(<Form of="month" max="2026-11" />);
    await userEvent.type(field(), "12/2026");
    await send();
    expect(sent()).toBe("nada");
    expect(screen.getByText("Debe ser 11/2026 o antes.")).toBeTruthy();
  });

  it("keeps the time when the calendar chooses another day", async () => {
    render(<Form of="moment" first="2026-12-01T08:15" />);
    field().focus();
    await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await userEvent.click(await screen.findByRole("button", { name: /^9 diciembre 2026/i }, { timeout: 25_000 }));
    expect(field().value).toBe("09/12/2026 08:15");
    await send();
    expect(sent()).toBe("2026-12-09T08:15");
  }, 60_000);

  it("chooses a month by its name", async () => {
    render(<Form of="month" first="2026-12" />);
    await userEvent.click(screen.getByRole("button", { name: "Elegir el mes" }));
    await userEvent.click(await screen.findByRole("button", { name: /^nov/i }, { timeout: 25_000 }));
    expect(field().value).toBe("11/2026");
  }, 60_000);
});
