/** The messages that the screens use: first arguments of `t`, `rich` and `countPhrase`, and the labels of the API. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const TRANSLATORS = new Set(["t", "rich"]);
/** The names of lines belong to the entity. */
const SITE_FIELDS = new Set(["lines"]);
/** It makes the message from its own arguments. */
const MAKES_MESSAGES = "src/formats.ts";

/** Return the sources of the screens as syntax trees, without tests and without the catalogues. */
export function readSources(root) {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => `src/${name.replaceAll("\\", "/")}`)
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$|^src\/i18n\//.test(name))
    .sort()
    .map((name) =>
      ts.createSourceFile(name, readFileSync(join(root, name), "utf8"), ts.ScriptTarget.Latest, true, scriptKind(name)),
    );
}

const scriptKind = (name) => (name.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);

/** Return the place of a node as file:line. */
export function placeOf(source, node) {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
}

/** Return the function's name if a node calls one that translates its first arguments. */
export function translatorOf(node) {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return null;
  const name = node.expression.text;
  return TRANSLATORS.has(name) || name === "countPhrase" ? name : null;
}

/** Return the message of a call; null if it is made elsewhere, undefined if it should be a literal and is not. */
function messageOf(node, name, source) {
  if (name !== "countPhrase") {
    const [message] = node.arguments;
    return message && ts.isStringLiteralLike(message)
      ? message.text
      : source.fileName === MAKES_MESSAGES
        ? null
        : undefined;
  }
  const [, one, many] = node.arguments;
  const literal = one && many && ts.isStringLiteralLike(one) && ts.isStringLiteralLike(many);
  return literal ? `{count, plural, one {# ${one.text}} other {# ${many.text}}}` : null;
}

/** Return the folder of a file below `features`; «common» for the rest. */
const areaOf = (name) => /^src\/features\/([^/]+)\//.exec(name)?.[1] ?? "common";

/** Return each message with its places and areas, and the calls without a literal. */
export function readMessages(root, sources) {
  const messages = new Map();
  const problems = [];
  const add = (message, place, area) => {
    const known = messages.get(message) ?? { places: [], areas: new Set() };
    known.places.push(place);
    known.areas.add(area);
    messages.set(message, known);
  };
  for (const source of sources) {
    const visit = (node) => {
      const name = translatorOf(node);
      if (name) {
        const message = messageOf(node, name, source);
        if (typeof message === "string") add(message, placeOf(source, node), areaOf(source.fileName));
        else if (message === undefined)
          problems.push(`${placeOf(source, node)}: ${name} needs a literal message; put the values into placeholders`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  for (const label of readLabels(root)) add(label, "src/api/labels.sample.json", "labels");
  return { messages, problems };
}

/** Return the labels that the API serves, without the names of the site. */
function readLabels(root) {
  const document = JSON.parse(readFileSync(join(root, "src/api/labels.sample.json"), "utf8"));
  const leaves = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(leaves));
  return Object.entries(document).flatMap(([field, value]) => (SITE_FIELDS.has(field) ? [] : leaves(value)));
}
