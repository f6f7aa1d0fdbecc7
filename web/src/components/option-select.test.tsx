// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { OptionSelect } from "./option-select";

afterEach(cleanup);

const COLOURS = [
  { value: "a", label: "Azul" },
  { value: "r", label: "Rojo" },
];

function open(): ReturnType<typeof vi.fn> {
  const choose = vi.fn();
  render(
    <MantineProvider>
      <OptionSelect
        label="Color"
        data={COLOURS}
        searchable
        openOnFocus={false}
        selectFirstOptionOnChange
        selectFirstOptionOnDropdownOpen
        onChange={choose}
      />
      <button type="button">Guardar</button>
    </MantineProvider>,
  );
  return choose;
}
const field = () => screen.getByLabelText<HTMLInputElement>("Color", { selector: "input" });
const options = () => screen.queryAllByRole("option", { hidden: true }).map((each) => each.textContent);

it("options are drawn from the first key until the field loses the focus", async () => {
  open();
  const keys = userEvent.setup();
  field().focus();
  expect(options()).toEqual([]);
  await keys.keyboard("{Shift}");
  expect(options()).toEqual(["Azul", "Rojo"]);
  await keys.tab();
  expect(options()).toEqual([]);
});

it("the first key opens the list with its first option chosen", async () => {
  const choose = open();
  const keys = userEvent.setup();
  await keys.tab();
  await keys.keyboard("{ArrowDown}{Enter}");
  expect(choose.mock.calls.map(([value]) => value)).toEqual(["a"]);
});

it("words that are typed or pasted choose the option that they match", async () => {
  const choose = open();
  const keys = userEvent.setup();
  await keys.tab();
  await keys.keyboard("roj{Enter}");
  await keys.clear(field());
  await keys.paste("azul");
  await keys.keyboard("{Enter}");
  expect(choose.mock.calls.map(([value]) => value)).toEqual(["r", "a"]);
});
