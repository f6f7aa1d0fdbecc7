// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { HelpBubble } from "./help-bubble";

afterEach(cleanup);

it("the bubble opens and closes by keyboard, and its button says what it explains", async () => {
  render(
    <MantineProvider>
      <HelpBubble about="Cabeza">El código del registro al terminar el día.</HelpBubble>
    </MantineProvider>,
  );
  const keys = userEvent.setup();
  const button = screen.getByRole("button", { name: "Qué significa «Cabeza»" });
  expect(button.getAttribute("aria-expanded")).toBe("false");
  await keys.tab();
  expect(document.activeElement).toBe(button);
  await keys.keyboard("{Enter}");
  expect((await screen.findByRole("status", { hidden: true })).textContent).toBe(
    "El código del registro al terminar el día.",
  );
  expect(button.getAttribute("aria-expanded")).toBe("true");
  await keys.keyboard("{Escape}");
  expect(button.getAttribute("aria-expanded")).toBe("false");
});
