/**
 * The guides of docs/guias in the build: each guide as a module of its sections in HTML, the table of contents, and the
 * text in which the help searches. A guide's own HTML is shown as text, never as markup.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { marked, Renderer, type Token } from "marked";
import type { Plugin } from "vite";
import { sectionId } from "../src/features/help/model/section-id.ts";

const GUIDES = new URL("../../docs/guias/", import.meta.url).pathname;
const CONTENTS = "virtual:help-contents";
const TEXTS = "virtual:help-texts";

export interface CompiledSection {
  /** The id of its heading; empty for what stands above the first one. */
  id: string;
  level: number;
  title: string;
  html: string;
  /** Its words, for the search. */
  text: string;
}
export interface CompiledGuide {
  id: string;
  title: string;
  sections: CompiledSection[];
  /** The files of its pictures, in the order of their marks in the HTML. */
  pictures: string[];
}

/** Return the mark in the HTML that becomes the address of a picture. */
const pictureMark = (index: number): string => `@@picture-${index}@@`;

export function compileGuide(id: string, markdown: string, measure: (path: string) => Size): CompiledGuide {
  const pictures: string[] = [];
  const tokens = marked.lexer(markdown);
  const renderer = guideRenderer(id, pictures, measure);
  const render = (some: Token[]) => marked.parser(some, { renderer });
  const guide: CompiledGuide = { id, title: "", sections: [], pictures };
  let body: Token[] = [];
  let section: CompiledSection = { id: "", level: 1, title: "", html: "", text: "" };
  const close = () => {
    section.html += render(body);
    section.text = plainText(body);
    body = [];
    guide.sections.push(section);
  };
  for (const token of tokens) {
    if (token.type !== "heading") {
      body.push(token);
      continue;
    }
    const title = plainText(token.tokens ?? []);
    if (token.depth === 1) {
      guide.title = title;
      continue;
    }
    close();
    const anchor = uniqueId(sectionId(title), guide.sections);
    section = { id: anchor, level: token.depth, title, html: headingHtml(id, anchor, token.depth, title), text: "" };
  }
  close();
  return guide;
}

interface Size {
  width: number;
  height: number;
}

function guideRenderer(guide: string, pictures: string[], measure: (path: string) => Size): Renderer {
  const renderer = new Renderer();
  renderer.html = ({ text }) => escapeHtml(text);
  renderer.image = ({ href, text }) => {
    const { width, height } = measure(href);
    const mark = pictureMark(pictures.push(href) - 1);
    const size = `width="${width}" height="${height}"`;
    const picture = `<img src="${mark}" alt="${escapeHtml(text)}" ${size} loading="lazy">`;
    return `<a href="${mark}" target="_blank" title="Ver la imagen en grande">${picture}</a>`;
  };
  renderer.link = function ({ href, tokens }) {
    const words = this.parser.parseInline(tokens);
    if (/^https?:/.test(href)) return `<a href="${escapeHtml(href)}" target="_blank" rel="noreferrer">${words}</a>`;
    const target = guideAddress(guide, href);
    return target ? `<a href="${target}">${words}</a>` : words;
  };
  const table = renderer.table;
  renderer.table = function (token) {
    return `<div class="table" tabindex="0" role="region" aria-label="Tabla">${table.call(this, token)}</div>`;
  };
  return renderer;
}

/** Return the address inside the product of a link between guides; null for a file that is no guide. */
export function guideAddress(guide: string, href: string): string | null {
  const [, file, anchor] = /^(?:([a-z-]+)\.md)?(?:#(.+))?$/.exec(href) ?? [];
  if (!file && !anchor) return null;
  const section = anchor ? `#${sectionId(decodeURIComponent(anchor))}` : "";
  return `/ayuda/${file ?? guide}${section}`;
}

/** A heading is a link to itself, so that its address can be copied. */
function headingHtml(guide: string, id: string, level: number, title: string): string {
  return `<h${level} id="${id}" tabindex="-1"><a href="/ayuda/${guide}#${id}">${escapeHtml(title)}</a></h${level}>`;
}

function uniqueId(id: string, sections: readonly CompiledSection[]): string {
  const same = sections.filter((each) => each.id === id || each.id.startsWith(`${id}-`)).length;
  return same && sections.some((each) => each.id === id) ? `${id}-${same}` : id;
}

/** Return the words of some tokens without markup. */
function plainText(tokens: readonly Token[]): string {
  const words = tokens.map((token): string => {
    if (token.type === "table")
      return [token.header, ...token.rows].map((row) => row.map(cellText).join(" · ")).join("\n");
    if (token.type === "list") return token.items.map((item: Token) => plainText(childTokens(item))).join("\n");
    if (token.type === "image") return "";
    const inner = childTokens(token);
    if (inner.length) return plainText(inner) + (token.type === "paragraph" ? "\n" : "");
    return "text" in token ? unescapeEntities(String(token.text)) : token.type === "br" ? "\n" : "";
  });
  return words.join("").trim();
}
const cellText = (cell: { tokens: Token[] }): string => plainText(cell.tokens);
const childTokens = (token: Token): Token[] => ("tokens" in token && token.tokens ? token.tokens : []);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
const unescapeEntities = (text: string): string =>
  Object.entries(ENTITIES).reduceRight((done, [sign, entity]) => done.replaceAll(entity, sign), text);

/** Return the size of a PNG, which its header tells (ISO/IEC 15948, 11.2.2). */
export function pngSize(file: Uint8Array): Size {
  const header = new DataView(file.buffer, file.byteOffset, 24);
  return { width: header.getUint32(16), height: header.getUint32(20) };
}

const compileFile = (id: string): CompiledGuide =>
  compileGuide(id, readFileSync(join(GUIDES, `${id}.md`), "utf8"), (path) => pngSize(readFileSync(join(GUIDES, path))));

/** Return the code of a guide's module, which imports its pictures. */
function guideModule(id: string): string {
  const { title, sections, pictures } = compileFile(id);
  const imports = pictures.map((path, index) => `import p${index} from ${JSON.stringify(`${join(GUIDES, path)}?url`)};`);
  const shown = sections.map(({ id, level, title, html }) => ({ id, level, title, html }));
  const code = JSON.stringify({ id, title, sections: shown }).replace(
    /@@picture-(\d+)@@/g,
    (_mark, index) => `"+p${index}+"`,
  );
  return `${imports.join("\n")}\nexport default ${code};`;
}

/** A guide in the table of contents, with the purpose that the README of the guides gives it. */
interface ContentsEntry {
  id: string;
  name: string;
  purpose: string;
}

/** Return the audiences of the README with their guides. */
export function readAudiences(readme: string): { audience: string; guides: ContentsEntry[] }[] {
  return readme
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      audience: part.slice(0, part.indexOf("\n")).trim(),
      guides: [...part.matchAll(/^\| \[(.+?)\]\(([a-z-]+)\.md\) \| (.+?) \|$/gm)].map(([, name, id, purpose]) => ({
        id: id ?? "",
        name: name ?? "",
        purpose: (purpose ?? "").replaceAll("*", ""),
      })),
    }));
}

const guideIds = (): string[] =>
  readdirSync(GUIDES)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => basename(name, ".md"))
    .sort();

function virtualModule(id: string): string {
  if (id === CONTENTS) return `export default ${JSON.stringify(readAudiences(readFileSync(join(GUIDES, "README.md"), "utf8")))};`;
  const texts = guideIds().map(compileFile).flatMap(({ id, title, sections }) =>
    sections.map((each) => ({ guide: id, guideTitle: title, section: each.id, title: each.title, text: each.text })),
  );
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(texts))});`;
}

export function guides(): Plugin {
  return {
    name: "guides",
    enforce: "pre",
    resolveId: (id) => (id === CONTENTS || id === TEXTS ? `\0${id}` : null),
    load: (id) => (id === `\0${CONTENTS}` || id === `\0${TEXTS}` ? virtualModule(id.slice(1)) : null),
    transform: (_text, id) => (id.endsWith(".md") ? { code: guideModule(basename(id, ".md")), map: null } : null),
  };
}
