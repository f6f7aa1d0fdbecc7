/**
 * Checks that each language has a text for each message, and that no Spanish stays outside the messages. With `--write`
 * it first writes the catalogues again: messages in order, in the file of their area, unused ones removed, and new ones
 * with an empty text (docs/translating.md).
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { fileOf, readCatalogue, writeCatalogue } from "./catalogue.mjs";
import { readMessages, readSources } from "./messages.mjs";
import { untranslated } from "./spanish.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const I18N = join(ROOT, "src/i18n");

/** Return the names of a message's placeholders, also those inside its plurals. */
function placeholders(text) {
  const names = (elements) =>
    elements.flatMap((each) => [
      ...(each.type === TYPE.literal || each.type === TYPE.pound ? [] : [each.value]),
      ...Object.values(each.options ?? {}).flatMap(({ value }) => names(value)),
    ]);
  return [...new Set(names(parse(text, { ignoreTag: true })))].sort().join(", ");
}

/** Return the error of a text; null if it fits its message. */
function textProblem(message, text) {
  if (!text) return "has no text";
  if (/^\s*/.exec(message)[0] !== /^\s*/.exec(text)[0] || /\s*$/.exec(message)[0] !== /\s*$/.exec(text)[0])
    return "must begin and end with the same spaces as the message";
  try {
    const [wanted, given] = [placeholders(message), placeholders(text)];
    return wanted === given ? null : `must have the placeholders ${wanted || "(none)"}, and has ${given || "(none)"}`;
  } catch (error) {
    return `is no ICU message: ${error.message}`;
  }
}

/** Return the problems of one language. */
function catalogueProblems(language, messages) {
  const problems = [];
  const known = new Map();
  for (const [area, entries] of readCatalogue(join(I18N, language)))
    for (const [message, text] of Object.entries(entries)) {
      const place = `src/i18n/${language}/${area}.json`;
      known.set(message, area);
      const use = messages.get(message);
      if (!use) problems.push(`${place}: nothing uses ${JSON.stringify(message)}; remove it`);
      else if (fileOf(use) !== area) problems.push(`${place}: move ${JSON.stringify(message)} to ${fileOf(use)}.json`);
      const problem = textProblem(message, text);
      if (problem) problems.push(`${place}: ${JSON.stringify(message)} ${problem}`);
    }
  for (const [message, use] of messages)
    if (!known.has(message))
      problems.push(`${use.places[0]}: write ${JSON.stringify(message)} into src/i18n/${language}/${fileOf(use)}.json`);
  return problems;
}

const languages = readdirSync(I18N, { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .map(({ name }) => name);
const sources = readSources(ROOT);
const { messages, problems } = readMessages(ROOT, sources);
if (process.argv.includes("--write"))
  for (const language of languages) {
    const folder = join(I18N, language);
    const texts = new Map([...readCatalogue(folder).values()].flatMap((entries) => Object.entries(entries)));
    writeCatalogue(folder, messages, texts);
  }
problems.push(...sources.flatMap(untranslated));
problems.push(...languages.flatMap((language) => catalogueProblems(language, messages)));
for (const problem of problems) console.error(problem);
if (problems.length) {
  console.error(`${problems.length} problems of translation; see docs/translating.md`);
  process.exit(1);
}
