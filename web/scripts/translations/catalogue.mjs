/** The catalogue of a language: one JSON file for each area of the screens, each from a message to its text. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SHARED = "common";

/** Return the area of a message: labels and texts of several areas are shared. */
export const fileOf = ({ areas }) => (areas.size === 1 ? [...areas][0] : SHARED);

/** Return the files of a catalogue, by area. */
export function readCatalogue(folder) {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return new Map(files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), "utf8"))]));
}

/** Write a catalogue with all messages in order; one that has no text yet gets an empty one. */
export function writeCatalogue(folder, messages, texts) {
  const files = new Map();
  for (const message of [...messages.keys()].sort()) {
    const area = fileOf(messages.get(message));
    files.set(area, { ...files.get(area), [message]: texts.get(message) ?? "" });
  }
  mkdirSync(folder, { recursive: true });
  for (const area of readCatalogue(folder).keys()) if (!files.has(area)) rmSync(join(folder, `${area}.json`));
  for (const [area, entries] of files)
    writeFileSync(join(folder, `${area}.json`), `${JSON.stringify(entries, null, 2)}\n`);
}
