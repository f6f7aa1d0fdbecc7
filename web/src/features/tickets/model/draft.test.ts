import { describe, expect, it } from "vitest";
import { FakeEnvironment } from "../../../transport/fake-environment";
import type { TicketDraft, TicketForm } from "../../../api/types";
import { DEBOUNCE_MS, DraftKeeper, HOLD_TIMEOUT_MS, type DraftStores, RETRY_DELAY_MS, type TabMessage } from "./draft";
import { emptyForm } from "./form";

/** A server that keeps one draft, as the real one does: by revision. */
class Vault {
  draft: TicketDraft = { revision: 0, form: null };
  away = false;
  saves = 0;
  refused = 0;
  load = () => (this.away ? Promise.reject(new Error("away")) : Promise.resolve(this.draft));
  save = (_: string, { revision, form }: { revision: number; form: TicketForm }) => {
    if (this.away) return Promise.reject(new Error("away"));
    this.saves += 1;
    if (revision !== this.draft.revision) {
      this.refused += 1;
      return Promise.resolve({ saved: false, draft: this.draft });
    }
    this.draft = { revision: revision + 1, form };
    return Promise.resolve({ saved: true, draft: this.draft });
  };
}

/** As the server does with a filing: the draft goes, and the form has its number. */
const file = async (browser: Browser, keeper: DraftKeeper, change: () => void = () => {}) => {
  await keeper.pauseSaving();
  browser.vault.draft = { revision: 0, form: null };
  change();
  browser.world.advance(DEBOUNCE_MS);
  await settle();
  keeper.markFiled("2026-000001-3");
  keeper.resumeSaving();
  browser.world.advance(DEBOUNCE_MS);
  await settle();
};

/** One browser: each tab has its own shelf, all tabs one wire. */
class Browser {
  world = new FakeEnvironment();
  #ears = new Map<object, (message: TabMessage) => void>();
  readonly vault: Vault;
  constructor(vault = new Vault()) {
    this.vault = vault;
  }
  keepers(shelf = new Map<string, string>()): DraftStores {
    const self = {};
    return {
      localStore: {
        read: (call) => shelf.get(call) ?? null,
        write: (call, text) => shelf.set(call, text),
        remove: (call) => shelf.delete(call),
      },
      tabChannel: {
        send: (message) => this.#ears.forEach((hear, ear) => ear !== self && hear(structuredClone(message))),
        listen: (hear) => {
          this.#ears.set(self, hear);
          return () => this.#ears.delete(self);
        },
      },
      serverStore: this.vault,
      schedule: this.world.schedule,
      ticketKey: (serial) => `c1-ana-${serial}`,
    };
  }
  open(shelf?: Map<string, string>): DraftKeeper {
    return new DraftKeeper("c1", this.keepers(shelf), () => {});
  }
}

/** Let what was promised be told. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
const typed = async (browser: Browser, keeper: DraftKeeper, change: Partial<TicketForm>) => {
  keeper.edit(change);
  browser.world.advance(DEBOUNCE_MS);
  await settle();
};

describe("a draft", () => {
  it("survives a reload of the tab, before the server has heard of it", () => {
    const browser = new Browser();
    const shelf = new Map<string, string>();
    const first = browser.open(shelf);
    first.edit({ text: "a medias" });
    first.close();
    expect(browser.open(shelf).view.form).toEqual(first.view.form);
    expect(browser.vault.saves).toBe(0);
  });
  it("is not saved over the draft of a save whose answer a reload cut off", async () => {
    const browser = new Browser();
    const shelf = new Map<string, string>();
    const first = browser.open(shelf);
    await settle();
    first.edit({ text: "a medias" });
    first.close();
    browser.vault.draft = { revision: 1, form: first.view.form };
    const second = browser.open(shelf);
    second.flush();
    await settle();
    await typed(browser, second, { text: "a medias y más" });
    expect(browser.vault).toMatchObject({ refused: 0, saves: 1, draft: { revision: 2 } });
    expect(second.view.saveState).toBe("saved");
  });
  it("is saved once a moment after the last key, not at each", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    for (const text of ["h", "ho", "hol", "hola"]) keeper.edit({ text });
    await typed(browser, keeper, { note: "n" });
    expect(browser.vault.saves).toBe(1);
    expect(browser.vault.draft.form).toMatchObject({ text: "hola", note: "n" });
    expect(keeper.view.saveState).toBe("saved");
  });
  it("is kept here while the server is away, and saved when it is back", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    browser.vault.away = true;
    await typed(browser, keeper, { text: "sin red" });
    expect(keeper.view.saveState).toBe("here");
    browser.vault.away = false;
    browser.world.advance(RETRY_DELAY_MS);
    await settle();
    expect(browser.vault.draft.form?.text).toBe("sin red");
  });
  it("comes from the server where this browser never saw the call", async () => {
    const vault = new Vault();
    vault.draft = { revision: 3, form: { ...emptyForm("suya"), text: "de otro equipo" } };
    const keeper = new Browser(vault).open();
    await settle();
    expect(keeper.view).toMatchObject({ form: { text: "de otro equipo", key: "suya" }, saveState: "saved" });
  });
  it("merges with the newer one when another browser was first", async () => {
    const vault = new Vault();
    const [one, other] = [new Browser(vault), new Browser(vault)];
    const [mine, theirs] = [one.open(), other.open()];
    await settle();
    await typed(other, theirs, { note: "suya" });
    await typed(one, mine, { text: "mío" });
    expect(mine.view.form).toMatchObject({ text: "mío", note: "suya" });
    one.world.advance(DEBOUNCE_MS);
    await settle();
    expect(vault.draft.form).toMatchObject({ text: "mío", note: "suya" });
  });
  it("loses neither text where two browsers wrote the same field", async () => {
    const vault = new Vault();
    const [one, other] = [new Browser(vault), new Browser(vault)];
    const [mine, theirs] = [one.open(), other.open()];
    await settle();
    await typed(other, theirs, { text: "suyo" });
    await typed(one, mine, { text: "mío" });
    expect(mine.view).toMatchObject({ form: { text: "mío" }, conflicts: { text: "suyo" } });
    mine.resolveConflict("text", true);
    expect(mine.view).toMatchObject({ form: { text: "suyo" }, conflicts: {} });
  });
  it("is the same in two tabs of one browser at once, and one of them saves", async () => {
    const browser = new Browser();
    const [left, right] = [browser.open(), browser.open()];
    await settle();
    left.edit({ text: "hola" });
    expect(right.view.form.text).toBe("hola");
    browser.world.advance(DEBOUNCE_MS);
    await settle();
    right.edit({ note: "ya" });
    browser.world.advance(DEBOUNCE_MS);
    await settle();
    expect([left.view.form, browser.vault.saves]).toEqual([right.view.form, 2]);
    expect(browser.vault.draft.form).toMatchObject({ text: "hola", note: "ya" });
  });
  it("is in a tab that opens while another one types, before the server has heard of it", async () => {
    const browser = new Browser();
    const left = browser.open();
    await settle();
    left.edit({ text: "hola" });
    const right = browser.open();
    expect(right.view.form.text).toBe("hola");
    await settle();
    browser.world.advance(DEBOUNCE_MS);
    await settle();
    right.edit({ note: "ya" });
    expect(left.view.form).toMatchObject({ text: "hola", note: "ya" });
    expect(right.view.form).toEqual(left.view.form);
  });
  it("does not vanish where another tab has nothing yet and hears that all is saved", async () => {
    const browser = new Browser();
    const left = browser.open();
    await typed(browser, left, { text: "hola" });
    const { tabChannel: wire, serverStore: vault, ...rest } = browser.keepers();
    const shy = { ...wire, send: (message: TabMessage) => void (message.asks || wire.send(message)) };
    const right = new DraftKeeper(
      "c1",
      { ...rest, tabChannel: shy, serverStore: { ...vault, load: () => Promise.resolve(null) } },
      () => {},
    );
    await typed(browser, left, { note: "ya" });
    right.edit({ kind: "queja" });
    expect(left.view.form).toMatchObject({ text: "hola", note: "ya", kind: "queja" });
  });
  it("files under one key from both tabs", async () => {
    const browser = new Browser();
    const [left, right] = [browser.open(), browser.open()];
    await settle();
    await typed(browser, left, { text: "uno" });
    expect(right.view.form.key).toBe(left.view.form.key);
  });
  it("gives a second ticket a key of its own", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    const first = keeper.view.form.key;
    keeper.edit({ ticket: "2026-000001-3", text: "uno" });
    keeper.startAnother();
    expect(keeper.view.form).toMatchObject({ text: "", ticket: "" });
    expect([first, keeper.view.form.key]).toEqual(["c1-ana-1", "c1-ana-2"]);
  });
  it("is not saved behind the back of a filing, which takes it from the server", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await typed(browser, keeper, { text: "uno" });
    keeper.edit({ note: "la última tecla" });
    await file(browser, keeper, () => keeper.edit({ note: "y otra" }));
    expect(browser.vault.refused).toBe(0);
    expect(browser.vault.draft).toMatchObject({ revision: 1, form: { ticket: "2026-000001-3", note: "y otra" } });
    expect(keeper.view.saveState).toBe("saved");
  });
  it("waits for a save that is on its way before something is filed", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    keeper.edit({ text: "uno" });
    browser.world.advance(DEBOUNCE_MS);
    await file(browser, keeper);
    expect([browser.vault.refused, browser.vault.draft.revision]).toEqual([0, 1]);
  });
  it("keeps no filing waiting for a save that never comes back", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await settle();
    browser.vault.save = () => new Promise(() => {});
    keeper.edit({ text: "uno" });
    browser.world.advance(DEBOUNCE_MS);
    let held = false;
    void keeper.pauseSaving().then(() => (held = true));
    await settle();
    expect(held).toBe(false);
    browser.world.advance(HOLD_TIMEOUT_MS);
    await settle();
    expect(held).toBe(true);
  });
  it("has its number in every tab, and goes on from there", async () => {
    const browser = new Browser();
    const [left, right] = [browser.open(), browser.open()];
    await typed(browser, left, { text: "uno" });
    await typed(browser, left, { text: "uno y medio" });
    await file(browser, left);
    await typed(browser, right, { note: "desde la otra" });
    expect(right.view.form).toMatchObject({ ticket: "2026-000001-3", text: "uno y medio" });
    expect([browser.vault.refused, left.view.form.note]).toEqual([0, "desde la otra"]);
  });
  it("is not said to be saved where the server has dropped it", async () => {
    const browser = new Browser();
    const keeper = browser.open();
    await typed(browser, keeper, { text: "uno" });
    browser.vault.draft = { revision: 0, form: null };
    await typed(browser, keeper, { text: "dos" });
    expect(keeper.view.saveState).toBe("here");
    browser.world.advance(RETRY_DELAY_MS);
    await settle();
    expect(browser.vault.draft.form?.text).toBe("dos");
  });
  it("leaves nothing on the shelf once the call is done with", () => {
    const shelf = new Map<string, string>();
    const keeper = new Browser().open(shelf);
    keeper.edit({ text: "x" });
    keeper.discard();
    expect(shelf.size).toBe(0);
  });
  it("begins blank where the shelf holds what it cannot read", () => {
    expect(new Browser().open(new Map([["c1", "{"]])).view.form.text).toBe("");
  });
});
