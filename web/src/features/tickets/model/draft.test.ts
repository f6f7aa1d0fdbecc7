import { describe, expect, it } from "vitest";
import { FakeEnvironment } from "../../../transport/fake-environment";
import type { TicketDraft, TicketForm } from "../../../api/types";
import { DEBOUNCE_MS, DraftKeeper, HOLD_TIMEOUT_MS, type DraftStores, RETRY_DELAY_MS, type TabMessage } from "./draft";
import { emptyForm } from "./form";

/** A server that stores one draft by revision, like the real one. */
class FakeServer {
  draft: TicketDraft = { revision: 0, form: null };
  unreachable = false;
  saves = 0;
  refused = 0;
  load = () => (this.unreachable ? Promise.reject(new Error("unreachable")) : Promise.resolve(this.draft));
  save = (_: string, { revision, form }: { revision: number; form: TicketForm }) => {
    if (this.unreachable) return Promise.reject(new Error("unreachable"));
    this.saves += 1;
    if (revision !== this.draft.revision) {
      this.refused += 1;
      return Promise.resolve({ saved: false, draft: this.draft });
    }
    this.draft = { revision: revision + 1, form };
    return Promise.resolve({ saved: true, draft: this.draft });
  };
}

/** File a ticket: the server deletes the draft, and the form gets its number. */
const file = async (browser: Browser, keeper: DraftKeeper, change: () => void = () => {}) => {
  await keeper.pauseSaving();
  browser.server.draft = { revision: 0, form: null };
  change();
  browser.environment.advance(DEBOUNCE_MS);
  await settle();
  keeper.markFiled("2026-000001-3");
  keeper.resumeSaving();
  browser.environment.advance(DEBOUNCE_MS);
  await settle();
};

/** One browser: each tab has its own storage, all tabs share one channel. */
class Browser {
  environment = new FakeEnvironment();
  #listeners = new Map<object, (message: TabMessage) => void>();
  readonly server: FakeServer;
  constructor(server = new FakeServer()) {
    this.server = server;
  }
  stores(storage = new Map<string, string>()): DraftStores {
    const self = {};
    return {
      localStore: {
        read: (call) => storage.get(call) ?? null,
        write: (call, text) => storage.set(call, text),
        remove: (call) => storage.delete(call),
      },
      tabChannel: {
        send: (message) =>
          this.#listeners.forEach((listener, tab) => tab !== self && listener(structuredClone(message))),
        listen: (listener) => {
          this.#listeners.set(self, listener);
          return () => this.#listeners.delete(self);
        },
      },
      serverStore: this.server,
      schedule: this.environment.schedule,
      ticketKey: (serial) => `c1-ana-${serial}`,
    };
  }
  open(storage?: Map<string, string>): DraftKeeper {
    return new DraftKeeper("c1", this.stores(storage), () => {});
  }
}

/** Let pending promises settle. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
const typed = async (browser: Browser, keeper: DraftKeeper, change: Partial<TicketForm>) => {
  keeper.edit(change);
  browser.environment.advance(DEBOUNCE_MS);
  await settle();
};

describe("a draft", () => {
  it("survives a reload of the tab before its first save at the server", () => {
    const browser = new Browser();
    const storage = new Map<string, string>();
    const first = browser.open(storage);
    first.edit({ text: "a medias" });
    first.close();
    expect(browser.open(storage).view.form).toEqual(first.view.form);
    expect(browser.server.saves).toBe(0);
  });
  it("is loaded before the first save after a reload that cut off the last save", async () => {
    const browser = new Browser();
    const storage = new Map<string, string>();
    const first = browser.open(storage);
    await settle();
    first.edit({ text: "a medias" });
    first.close();
    browser.server.draft = { revision: 1, form: first.view.form };
    const second = browser.open(storage);
    second.flush();
    await settle();
    await typed(browser, second, { text: "a medias y más" });
    expect(browser.server).toMatchObject({ refused: 0, saves: 1, draft: { revision: 2 } });
    expect(second.view.saveState).toBe("saved");
  });
  it("is saved once after the last key, not at each key", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    for (const text of ["h", "ho", "hol", "hola"]) keeper.edit({ text });
    await typed(browser, keeper, { note: "n" });
    expect(browser.server.saves).toBe(1);
    expect(browser.server.draft.form).toMatchObject({ text: "hola", note: "n" });
    expect(keeper.view.saveState).toBe("saved");
  });
  it("is stored in the tab while the server is unreachable, and saved afterwards", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    browser.server.unreachable = true;
    await typed(browser, keeper, { text: "sin red" });
    expect(keeper.view.saveState).toBe("here");
    browser.server.unreachable = false;
    browser.environment.advance(RETRY_DELAY_MS);
    await settle();
    expect(browser.server.draft.form?.text).toBe("sin red");
  });
  it("is loaded from the server by a browser that has no copy", async () => {
    const server = new FakeServer();
    server.draft = { revision: 3, form: { ...emptyForm("suya"), text: "de otro equipo" } };
    const keeper = new Browser(server).open();
    await settle();
    expect(keeper.view).toMatchObject({ form: { text: "de otro equipo", key: "suya" }, saveState: "saved" });
  });
  it("merges with a newer draft of another browser", async () => {
    const server = new FakeServer();
    const [one, other] = [new Browser(server), new Browser(server)];
    const [mine, theirs] = [one.open(), other.open()];
    await settle();
    await typed(other, theirs, { note: "suya" });
    await typed(one, mine, { text: "mío" });
    expect(mine.view.form).toMatchObject({ text: "mío", note: "suya" });
    one.environment.advance(DEBOUNCE_MS);
    await settle();
    expect(server.draft.form).toMatchObject({ text: "mío", note: "suya" });
  });
  it("keeps both texts if two browsers wrote the same field", async () => {
    const server = new FakeServer();
    const [one, other] = [new Browser(server), new Browser(server)];
    const [mine, theirs] = [one.open(), other.open()];
    await settle();
    await typed(other, theirs, { text: "suyo" });
    await typed(one, mine, { text: "mío" });
    expect(mine.view).toMatchObject({ form: { text: "mío" }, conflicts: { text: "suyo" } });
    mine.resolveConflict("text", true);
    expect(mine.view).toMatchObject({ form: { text: "suyo" }, conflicts: {} });
  });
  it("is equal in two tabs of one browser, and one of them saves it", async () => {
    const browser = new Browser();
    const [left, right] = [browser.open(), browser.open()];
    await settle();
    left.edit({ text: "hola" });
    expect(right.view.form.text).toBe("hola");
    browser.environment.advance(DEBOUNCE_MS);
    await settle();
    right.edit({ note: "ya" });
    browser.environment.advance(DEBOUNCE_MS);
    await settle();
    expect([left.view.form, browser.server.saves]).toEqual([right.view.form, 2]);
    expect(browser.server.draft.form).toMatchObject({ text: "hola", note: "ya" });
  });
  it("is in a tab that opens while another tab types, before the first save", async () => {
    const browser = new Browser();
    const left = browser.open();
    await settle();
    left.edit({ text: "hola" });
    const right = browser.open();
    expect(right.view.form.text).toBe("hola");
    await settle();
    browser.environment.advance(DEBOUNCE_MS);
    await settle();
    right.edit({ note: "ya" });
    expect(left.view.form).toMatchObject({ text: "hola", note: "ya" });
    expect(right.view.form).toEqual(left.view.form);
  });
  it("is not lost if an empty tab receives the message that the draft is saved", async () => {
    const browser = new Browser();
    const left = browser.open();
    await typed(browser, left, { text: "hola" });
    const { tabChannel: channel, serverStore: server, ...rest } = browser.stores();
    const silent = { ...channel, send: (message: TabMessage) => void (message.asks || channel.send(message)) };
    const right = new DraftKeeper(
      "c1",
      { ...rest, tabChannel: silent, serverStore: { ...server, load: () => Promise.resolve(null) } },
      () => {},
    );
    await typed(browser, left, { note: "ya" });
    right.edit({ kind: "queja" });
    expect(left.view.form).toMatchObject({ text: "hola", note: "ya", kind: "queja" });
  });
  it("has one ticket key in both tabs", async () => {
    const browser = new Browser();
    const [left, right] = [browser.open(), browser.open()];
    await settle();
    await typed(browser, left, { text: "uno" });
    expect(right.view.form.key).toBe(left.view.form.key);
  });
  it("has a new key for a second ticket", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    const first = keeper.view.form.key;
    keeper.edit({ ticket: "2026-000001-3", text: "uno" });
    keeper.startAnother();
    expect(keeper.view.form).toMatchObject({ text: "", ticket: "" });
    expect([first, keeper.view.form.key]).toEqual(["c1-ana-1", "c1-ana-2"]);
  });
  it("is not saved while a ticket is filed", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await typed(browser, keeper, { text: "uno" });
    keeper.edit({ note: "la última tecla" });
    await file(browser, keeper, () => keeper.edit({ note: "y otra" }));
    expect(browser.server.refused).toBe(0);
    expect(browser.server.draft).toMatchObject({ revision: 1, form: { ticket: "2026-000001-3", note: "y otra" } });
    expect(keeper.view.saveState).toBe("saved");
  });
  it("waits for a save in progress before a ticket is filed", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    keeper.edit({ text: "uno" });
    browser.environment.advance(DEBOUNCE_MS);
    await file(browser, keeper);
    expect([browser.server.refused, browser.server.draft.revision]).toEqual([0, 1]);
  });
  it("limits the wait of a filing for a save in progress", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    browser.server.save = () => new Promise(() => {});
    keeper.edit({ text: "uno" });
    browser.environment.advance(DEBOUNCE_MS);
    let paused = false;
    void keeper.pauseSaving().then(() => (paused = true));
    await settle();
    expect(paused).toBe(false);
    browser.environment.advance(HOLD_TIMEOUT_MS);
    await settle();
    expect(paused).toBe(true);
  });
  it("has the ticket number in every tab, and is saved again after the filing", async () => {
    const browser = new Browser();
    const [left, right] = [browser.open(), browser.open()];
    await typed(browser, left, { text: "uno" });
    await typed(browser, left, { text: "uno y medio" });
    await file(browser, left);
    await typed(browser, right, { note: "desde la otra" });
    expect(right.view.form).toMatchObject({ ticket: "2026-000001-3", text: "uno y medio" });
    expect([browser.server.refused, left.view.form.note]).toEqual([0, "desde la otra"]);
  });
  it("is not shown as saved after the server deleted it", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await typed(browser, keeper, { text: "uno" });
    browser.server.draft = { revision: 0, form: null };
    await typed(browser, keeper, { text: "dos" });
    expect(keeper.view.saveState).toBe("here");
    browser.environment.advance(RETRY_DELAY_MS);
    await settle();
    expect(browser.server.draft.form?.text).toBe("dos");
  });
  it("is deleted from the tab when the call is finished", () => {
    const storage = new Map<string, string>();
    const keeper = new Browser().open(storage);
    keeper.edit({ text: "x" });
    keeper.discard();
    expect(storage.size).toBe(0);
  });
  it("begins empty if the tab's storage is unreadable", () => {
    expect(new Browser().open(new Map([["c1", "{"]])).view.form.text).toBe("");
  });
});
