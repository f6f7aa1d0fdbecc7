import { describe, expect, it } from "vitest";
import audiences from "virtual:help-contents";
import texts from "virtual:help-texts";
import { ROUTES } from "../../../routes";
import { NEWS, newsFor, unseenNews } from "./news";
import { screenSection } from "./screen-sections";
import { TASKS } from "./tasks";
import { nextTour, STEPS, TOURS } from "./tours";

const SECTIONS = new Set(texts.map(({ guide, section }) => (section ? `${guide}#${section}` : guide)));

describe("what the help refers to exists", () => {
  it.each(ROUTES.map(({ path }) => path))("the section of %s", (path) => {
    const address = screenSection(path);
    expect(address).not.toBeNull();
    expect(SECTIONS).toContain(`${address?.guide}#${address?.section}`);
  });
  it("the section of each task", () =>
    expect(
      TASKS.flatMap(({ tasks }) => tasks.map(([, address]) => address)).filter((each) => !SECTIONS.has(each)),
    ).toEqual([]));
  it("each guide in the table of contents, once, and no other", () => {
    const listed = audiences.flatMap(({ guides }) => guides.map(({ id }) => id));
    expect([...listed].sort()).toEqual([...new Set(texts.map(({ guide }) => guide))].sort());
  });
  it("the screens and guides of the news", () => {
    const entries = NEWS.flatMap((each) => each.entries);
    const paths = ROUTES.map(({ path }) => path);
    expect(entries.flatMap(({ screens }) => screens).filter((each) => !paths.includes(each))).toEqual([]);
    expect(entries.map(({ guide }) => guide).filter((each) => !SECTIONS.has(each))).toEqual([]);
  });
});

describe("the section of a screen", () => {
  it("is that of its detail where one is open", () =>
    expect(screenSection("/bandeja/2026-000001-5")).toEqual({ guide: "bandeja", section: "un-ticket" }));
  it("prefers a page's own path to a pattern", () =>
    expect(screenSection("/bitacora/revisiones")?.section).toBe("revisar-un-periodo"));
  it("follows the call at the desk, and nowhere else", () => {
    expect(screenSection("/escritorio", "talking")?.section).toBe("hablar");
    expect(screenSection("/escritorio", "menu")?.section).toBe("quedar-disponible");
    expect(screenSection("/cuenta", "talking")?.section).toBe("su-cuenta");
  });
  it("is none for an unknown path", () => expect(screenSection("/nada")).toBeNull());
});

describe("the tours", () => {
  it.each(Object.entries(TOURS))("of %s has five short steps with different targets", (_role, steps) => {
    expect(steps).toHaveLength(STEPS);
    expect(new Set(steps.map(({ target }) => target)).size).toBe(STEPS);
    for (const { text } of steps) expect(text.length).toBeLessThan(160);
  });
  it("come once for each role, the one of the first screen first", () => {
    expect(nextTour(["supervisor", "asesor"], [])).toBe("asesor");
    expect(nextTour(["supervisor", "asesor"], ["asesor"])).toBe("supervisor");
    expect(nextTour(["asesor"], ["asesor"])).toBeNull();
  });
});

describe("the news", () => {
  const news = ["0.11.0", "0.10.0", "0.9.0"].map((release) => ({
    release,
    entries: [
      { roles: null, title: "t", text: "", screens: [], guide: "ayuda" },
      { roles: ["admin" as const], title: "a", text: "", screens: [], guide: "ayuda" },
    ],
  }));
  const releases = (seen: string | null, installed: string) =>
    unseenNews(news, { roles: ["asesor"], seen, installed }).map(({ release }) => release);
  it("are those after the release that was seen, up to the installed one", () => {
    expect(releases("0.9.0", "0.10.0")).toEqual(["0.10.0"]);
    expect(releases("0.9.0", "0.11.2")).toEqual(["0.11.0", "0.10.0"]);
    expect(releases("0.10.0", "0.10.0")).toEqual([]);
  });
  it("are none for a new user", () => expect(releases(null, "0.11.0")).toEqual([]));
  it("are those of the user's roles", () => {
    expect(newsFor(news, ["asesor"])[0]?.entries.map(({ title }) => title)).toEqual(["t"]);
    expect(newsFor(news, ["admin"])[0]?.entries).toHaveLength(2);
  });
  it("concern every role", () => {
    for (const role of Object.keys(TOURS)) expect(newsFor(NEWS, [role]).length).toBeGreaterThan(0);
  });
});
