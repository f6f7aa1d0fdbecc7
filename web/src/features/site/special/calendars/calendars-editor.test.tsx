// @vitest-environment happy-dom
import { QueryClient } from "@tanstack/react-query";
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serverClock } from "../../../../clock";
import { renderEditor } from "../common/editor-bench";
import SITE from "../common/sample-site.json";
import { valueAt } from "../common/values";
import CalendarsEditor from "./calendars-editor";

vi.setConfig({ testTimeout: 60_000 }); // typing is slow on a busy machine
afterEach(cleanup);
beforeEach(() => {
  vi.spyOn(serverClock, "now").mockReturnValue(Date.parse("2026-12-01T15:00:00Z"));
});

const PATH = ["calendars", "atencion"];
const keys = userEvent.setup();

function open(complaints: { path: string[]; text: string }[] = []) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(["site-holidays", 2026], [{ day: "2026-12-25", name: "Navidad" }]);
  return renderEditor(CalendarsEditor, "calendars", SITE, { client, complaints });
}

describe("the editor of calendars", () => {
  it("opens on Saturday as typed, and closes a day that is emptied", async () => {
    const bench = open();
    const saturday = screen.getByLabelText("Sábado");
    await keys.clear(saturday);
    expect(valueAt(bench.document(), [...PATH, "week"])).toEqual({ monday: ["7:00-19:00"] });
    await keys.type(saturday, "8 a 14");
    await keys.tab();
    expect(valueAt(bench.document(), [...PATH, "week", "saturday"])).toEqual(["8:00-14:00"]);
    expect((saturday as HTMLInputElement).value).toBe("8:00-14:00");
  });

  it("keeps hours that nobody can read out of the site, and says how to write them", async () => {
    const bench = open();
    await keys.type(screen.getByLabelText("Martes"), "temprano");
    expect(screen.getByText(/Escríbalo así/)).toBeTruthy();
    expect(valueAt(bench.document(), [...PATH, "week", "tuesday"])).toBeUndefined();
  });

  it("shows holidays and exceptions in the year", () => {
    open();
    expect(screen.getByLabelText("viernes, 25 de diciembre: cerrado, festivo: Navidad")).toBeTruthy();
    expect(screen.getByLabelText("jueves, 24 de diciembre: 7:00 a 12:00, excepción: Nochebuena")).toBeTruthy();
  });

  it("adds an exception on a day that is chosen with the arrows, and removes one", async () => {
    const bench = open();
    screen.getByLabelText(/^martes, 1 de diciembre/).focus();
    await keys.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}{ArrowRight}");
    expect(document.activeElement?.getAttribute("data-day")).toBe("2026-12-24");
    await keys.click(screen.getByRole("button", { name: "Quitar la excepción" }));
    expect(valueAt(bench.document(), [...PATH, "exceptions"])).toBeUndefined();
    await keys.click(screen.getByRole("button", { name: "Cerrar ese día" }));
    await keys.type(screen.getByLabelText("Motivo"), " por mudanza");
    expect(valueAt(bench.document(), [...PATH, "exceptions"])).toEqual([
      { day: "2026-12-24", hours: [], reason: "Cierre especial por mudanza" },
    ]);
  });

  it("shows a complaint at the field of its exception", async () => {
    open([{ path: [...PATH, "exceptions", "0", "hours"], text: "dos horarios se cruzan" }]);
    await keys.click(screen.getByRole("button", { name: /24 de diciembre de 2026/ }));
    const field = screen.getByLabelText("Horario de ese día");
    const said = screen.getByText("dos horarios se cruzan");
    expect(field.getAttribute("aria-describedby")?.split(" ")).toContain(said.id);
  });
});
