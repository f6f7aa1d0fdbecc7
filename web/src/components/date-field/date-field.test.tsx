// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { DateField } from "./date-field";

function Form({ first = "", ignoreEmpty = false }: { first?: string; ignoreEmpty?: boolean }) {
  const [day, setDay] = useState(first);
  return (
    <MantineProvider>
      <DateField
        label="Vence el"
        value={day}
        max="2026-12-20"
        onChange={(next) => (next || !ignoreEmpty) && setDay(next)}
      />
      <output>{day || "sin fecha"}</output>
      <button type="button">Otro</button>
    </MantineProvider>
  );
}

const field = () => screen.getByLabelText<HTMLInputElement>("Vence el");
const chosen = () => screen.getByRole("status").textContent;

afterEach(cleanup);

describe("the field of a day", () => {
  it("takes a typed day and writes it with two digits", async () => {
    render(<Form />);
    await userEvent.type(field(), "5/12/2026");
    expect(chosen()).toBe("2026-12-05");
    await userEvent.tab();
    expect(field().value).toBe("05/12/2026");
  });

  it("says how to write a day that does not exist, and keeps the text", async () => {
    render(<Form />);
    await userEvent.type(field(), "31/11/2026");
    await userEvent.click(screen.getByText("Otro"));
    expect(chosen()).toBe("sin fecha");
    expect(field().value).toBe("31/11/2026");
    expect(screen.getByText(/Escriba la fecha con día, mes y año/)).toBeTruthy();
  });

  it("shows the last day again in a filter that does without an empty one", async () => {
    render(<Form first="2026-12-01" ignoreEmpty />);
    await userEvent.type(field(), "{Backspace}");
    expect(field().value).toBe("01/12/202");
    await userEvent.tab();
    expect(field().value).toBe("01/12/2026");
    expect(chosen()).toBe("2026-12-01");
  });

  it("opens the calendar by key, in Spanish, and takes the chosen day", async () => {
    render(<Form first="2026-12-01" />);
    field().focus();
    await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await userEvent.click(await screen.findByRole("button", { name: /^9 diciembre 2026/i }, { timeout: 25_000 }));
    expect(chosen()).toBe("2026-12-09");
    expect(field().value).toBe("09/12/2026");
  }, 60_000);
});
