/** Whatever the folder of a site can say, a screen can say: the schema is walked, and each field has an input. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EDITORS } from "./editors";
import { fieldKind, type JsonSchema, presentSchema } from "./model/schema";
import { sectionGroups } from "./model/sections";

const SCHEMAS = join(import.meta.dirname, "../../../../config/site/schemas");
const SCHEMA: JsonSchema = JSON.parse(readFileSync(join(SCHEMAS, "document.json"), "utf8"));
const SECTIONS = SCHEMA.properties ?? {};
const SPECIAL = join(import.meta.dirname, "special");

/** The folder of each editor of its own, and the folders that it uses. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  lines: ["lines", "common"],
  menus: ["menus", "common"],
  steps: ["menus", "common"],
  calendars: ["calendars", "common"],
  queues: ["queues", "common"],
  terms: ["terms", "common"],
  typology: ["typology", "common"],
};

/** Fields of an editor of its own that have the form of their schema, with all that is below them. */
const GENERATED: readonly string[] = ["lines.script", "lines.script_done", "lines.articles"];

/** Yield the path of each field of a schema, with the names of tables and lists left out. */
function* fieldsOf(schema: JsonSchema, path: readonly string[]): Generator<readonly string[]> {
  const part = presentSchema(schema);
  for (const variant of part.anyOf ?? []) yield* fieldsOf(variant, path);
  for (const [name, child] of Object.entries(part.properties ?? {})) {
    yield [...path, name];
    yield* fieldsOf(child, [...path, name]);
  }
  if (typeof part.additionalProperties === "object") yield* fieldsOf(part.additionalProperties, path);
  if (part.items) yield* fieldsOf(part.items, path);
}

function sourceOf(folders: readonly string[]): string {
  const files = folders.flatMap((folder) =>
    readdirSync(join(SPECIAL, folder), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && /\.tsx?$/.test(each.name) && !each.name.includes(".test."))
      .map((each) => join(each.parentPath, each.name)),
  );
  return files.map((file) => readFileSync(file, "utf8")).join("\n");
}

describe("the screens of a site", () => {
  it("list every section", () => {
    const listed = sectionGroups(SCHEMA).flatMap(({ sections }) => sections);
    expect([...listed].sort()).toEqual(Object.keys(SECTIONS).sort());
  });

  it.each(Object.keys(EDITORS))("have every field of %s in its own editor", (section) => {
    const source = sourceOf(FOLDERS[section] ?? []);
    const paths = [...fieldsOf(SECTIONS[section] ?? {}, [])];
    const isGenerated = (path: readonly string[]) => GENERATED.includes(`${section}.${path[0] ?? ""}`);
    const own = paths.filter((path) => path.length === 1 || !isGenerated(path));
    const fields = [...new Set(own.map((path) => path.at(-1) ?? ""))];
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });

  it("have a name and an input for every other field", () => {
    const others = Object.entries(SECTIONS).filter(([section]) => !(section in EDITORS));
    expect(others.length).toBeGreaterThan(30);
    const nameless: string[] = [];
    const walk = (schema: JsonSchema, path: string) => {
      const part = presentSchema(schema);
      expect(fieldKind(part), path).toBeDefined();
      for (const variant of part.anyOf ?? []) walk(variant, path);
      for (const [name, child] of Object.entries(part.properties ?? {})) {
        if (!presentSchema(child).title) nameless.push(`${path}.${name}`);
        walk(child, `${path}.${name}`);
      }
      if (typeof part.additionalProperties === "object") walk(part.additionalProperties, path);
      if (part.items) walk(part.items, path);
    };
    for (const [section, schema] of others) walk(schema, section);
    expect(nameless).toEqual([]);
  });
});
