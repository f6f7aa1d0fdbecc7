import { describe, expect, it } from "vitest";
import { compileGuide, guideAddress, pngSize, readAudiences } from "../../../../scripts/guides";
import { sectionsUnder } from "./guide";

const SIZE = { width: 1366, height: 768 };
const compile = (text: string) => compileGuide("bandeja", text, () => SIZE);
const html = (text: string) =>
  compile(text)
    .sections.map((each) => each.html)
    .join("");

describe("a guide in the build", () => {
  it("shows HTML as text, also inside a paragraph and a title", () => {
    const made = html(
      '# G\n\n<img src=x onerror="alert(1)">\n\nDice <script>alert(1)</script>.\n\n## Un <b>título</b>\n',
    );
    expect(made).not.toMatch(/<(script|b)>|<img/);
    expect(made).toContain("&lt;script&gt;");
  });
  it("leads to other guides inside the product, to the web in another window, and to no file", () => {
    const made = html("# G\n\n[a](tickets.md#términos) [b](#la-lista) [c](https://x.co/) [d](../settings.md)\n");
    expect(made).toContain('href="/ayuda/tickets#terminos"');
    expect(made).toContain('href="/ayuda/bandeja#la-lista"');
    expect(made).toContain('href="https://x.co/" target="_blank" rel="noreferrer"');
    expect(made).not.toContain("settings");
    expect(guideAddress("bandeja", "javascript:alert(1)")).toBeNull();
  });
  it("gives each title an id of its own and the section its words", () => {
    const { title, sections } = compile(
      "# La guía\n\nUno.\n\n## Lo *más* útil\n\n- a\n- b\n\n## Lo más útil\n\n| x | y |\n| - | - |\n| 1 | 2 |\n",
    );
    expect(title).toBe("La guía");
    expect(sections.map(({ id, text }) => [id, text])).toEqual([
      ["", "Uno."],
      ["lo-mas-util", "a\nb"],
      ["lo-mas-util-1", "x · y\n1 · 2"],
    ]);
  });
  it("reserves the room of its pictures", () =>
    expect(html("# G\n\n![La lista](../pictures/bandeja.png)\n")).toContain(
      'alt="La lista" width="1366" height="768"',
    ));
  it("reads the size of a PNG", () => {
    const file = new Uint8Array(24);
    new DataView(file.buffer).setUint32(16, 640);
    new DataView(file.buffer).setUint32(20, 480);
    expect(pngSize(file)).toEqual({ width: 640, height: 480 });
  });
  it("gives a section with those below it", () => {
    const guide = compile("# G\n\n## Uno\n\n### Dentro\n\n## Dos\n");
    expect(sectionsUnder(guide, "uno").map(({ id }) => id)).toEqual(["uno", "dentro"]);
    expect(sectionsUnder(guide, "dos").map(({ id }) => id)).toEqual(["dos"]);
    expect(sectionsUnder(guide, "c")).toEqual([]);
  });
});

describe("the table of contents", () => {
  it("comes from the tables of the README", () =>
    expect(
      readAudiences(
        "# G\n\n## Para quienes atienden\n\n| guía | para qué |\n| --- | --- |\n| [Uno](uno.md) | ver *algo* |\n",
      ),
    ).toEqual([{ audience: "Para quienes atienden", guides: [{ id: "uno", name: "Uno", purpose: "ver algo" }] }]));
});
