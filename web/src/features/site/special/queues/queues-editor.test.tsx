// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderEditor } from "../common/editor-bench";
import SITE from "../common/sample-site.json";
import { valueAt } from "../common/values";
import QueuesEditor from "./queues-editor";

vi.setConfig({ testTimeout: 60_000 }); // typing is slow on a busy machine
afterEach(cleanup);

const keys = userEvent.setup();
const QUEUE = ["queues", "credito"];

describe("the editor of queues", () => {
  it("leaves out what is the default again", async () => {
    const bench = renderEditor(QueuesEditor, "queues", SITE);
    await keys.selectOptions(screen.getByLabelText("Reparto"), "round_robin");
    expect(valueAt(bench.document(), [...QUEUE, "strategy"])).toBe("round_robin");
    await keys.selectOptions(screen.getByLabelText("Reparto"), "longest_idle");
    expect(bench.document()).toEqual(SITE);
  });

  it("leads a full queue elsewhere, and takes a way out away", async () => {
    const bench = renderEditor(QueuesEditor, "queues", SITE);
    await keys.selectOptions(screen.getByLabelText("Pasa a"), "call_back");
    expect(valueAt(bench.document(), [...QUEUE, "overflow"])).toEqual({ full: { most: 100, call_back: true } });
    await keys.click(screen.getByLabelText("Si no hay nadie de turno"));
    expect(valueAt(bench.document(), [...QUEUE, "overflow", "nobody"])).toEqual({ queue: "general" });
    await keys.click(screen.getByLabelText("Si ya esperan muchos"));
    expect(valueAt(bench.document(), [...QUEUE, "overflow", "full"])).toBeUndefined();
  });

  it("makes a queue, calls the best first, and shows a complaint at its field", async () => {
    const complaints = [{ path: [...QUEUE, "weight"], text: "20 está fuera de lo razonable" }];
    const bench = renderEditor(QueuesEditor, "queues", SITE, { complaints });
    expect(screen.getByText("20 está fuera de lo razonable")).toBeTruthy();
    await keys.type(screen.getByLabelText("Nombre de la cola nueva"), "Becas{Enter}");
    expect(valueAt(bench.document(), ["queues", "becas", "name"])).toBe("Becas");
    await keys.click(screen.getByRole("button", { name: "Llamar primero a los de más nivel" }));
    expect(valueAt(bench.document(), ["queues", "becas", "bands", "0", "level"])).toBe(5);
  });
});
