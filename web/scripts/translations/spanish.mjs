/** Finds Spanish words that no function translates. Syntactic: it judges a literal by its letters and its place. */
import ts from "typescript";
import { ALLOWED } from "./allowed.mjs";
import { placeOf, translatorOf } from "./messages.mjs";

const K = ts.SyntaxKind;
const KEY_NAME = /^((Alt|Ctrl) )?(.|Enter|Esc)$/u;
const SPANISH_LETTERS = /[áéíóúñüÁÉÍÓÚÑ¿¡«»]/;
const SPANISH_WORDS =
  /(^|[\s(])(de|la|el|los|las|un|una|se|su|sus|que|con|por|para|en|y|del|es|son|lo|le|les|sin|ya|si|hay|este|esta|cada)(?=$|[\s),.;:])/i;
const VISIBLE_NAMES =
  /^(label|title|placeholder|description|aria-label|alt|emptyHint|submitLabel|actionLabel|heading)$/;
const COMPARISONS = new Set([
  K.EqualsEqualsEqualsToken,
  K.ExclamationEqualsEqualsToken,
  K.EqualsEqualsToken,
  K.ExclamationEqualsToken,
]);

/** Return a line for each literal that a person would read in Spanish in every language. */
export function untranslated(source) {
  const found = [];
  const report = (node, text) => {
    if (!ALLOWED.has(text)) found.push(`${placeOf(source, node)}: wrap ${JSON.stringify(text)} in t() or rich()`);
  };
  const visit = (node) => {
    if (isSkipped(node)) return;
    const translator = translatorOf(node);
    if (translator) {
      const isMessage = (argument, at) =>
        ts.isStringLiteralLike(argument) && (translator === "countPhrase" || at === 0);
      node.arguments.filter((argument, at) => !isMessage(argument, at)).forEach(visit);
      return;
    }
    if (ts.isJsxText(node) && /\p{Ll}/u.test(node.text) && !isTechnical(node.text)) report(node, node.text.trim());
    if (ts.isStringLiteralLike(node) && reads(node, node.text)) report(node, node.text);
    if (ts.isTemplateExpression(node)) {
      const text = [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((each) => each.text).join("{}");
      if (reads(node, text)) report(node, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Return whether no user reads the words: imports, types, errors for developers. */
const isSkipped = (node) =>
  ts.isImportDeclaration(node) ||
  ts.isTypeNode(node) ||
  ts.isThrowStatement(node) ||
  (ts.isNewExpression(node) && /Error$|^RegExp$/.test(node.expression.getText())) ||
  (ts.isCallExpression(node) && node.expression.getText().startsWith("console."));

const isTechnical = (text) => /^\/[a-z-]+$|^[a-z]+[._][a-z._]+$/.test(text.trim()) || KEY_NAME.test(text.trim());

function reads(node, text) {
  const owner = node.parent;
  if (ts.isBinaryExpression(owner) && COMPARISONS.has(owner.operatorToken.kind)) return false;
  if (ts.isCaseClause(owner) || (ts.isPropertyAssignment(owner) && owner.name === node)) return false;
  if (KEY_NAME.test(text)) return false;
  if (SPANISH_LETTERS.test(text) && /\p{Ll}/u.test(text)) return true;
  if (/\s/.test(text.trim()) && SPANISH_WORDS.test(text)) return true;
  const named = ts.isJsxAttribute(owner) || ts.isPropertyAssignment(owner) ? owner.name.getText() : "";
  return VISIBLE_NAMES.test(named) && /^\p{Lu}\p{Ll}/u.test(text);
}
