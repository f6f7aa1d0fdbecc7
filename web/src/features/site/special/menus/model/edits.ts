/** What a person does to the tree, as edits of the document. Pure. */
import type { Document } from "../../../editor-props";
import texts from "../../common/site-texts.json"; // in the language of callers, not of the screens
import { type Edit, fieldsOf, idsOf, listOf, newId, type Path, textOf, valueAt, withFields } from "../../common/values";
import { emptyStep, type StepKind } from "./steps";
import { withTarget } from "./targets";
import { byKey, KEYS } from "./tree";

const optionsOf = (document: Document, menu: string) => fieldsOf(valueAt(document, ["menus", menu, "options"]));

/** Return the keys of a menu that have no option, in the order of a telephone. */
export const freeKeys = (document: Document, menu: string): string[] =>
  KEYS.filter((key) => !Object.hasOwn(optionsOf(document, menu), key));

/** Add an option on a free key, which leads to the queue of callers who press none. */
export function addOption(document: Document, menu: string, key: string): Edit[] {
  const queue = textOf(valueAt(document, ["menus", menu, "fallback_queue"])) || idsOf(document, "queues")[0];
  return [{ path: ["menus", menu, "options", key], after: { label: `${texts.option} ${key}`, queue } }];
}

/** Give an option another key; the option that has it takes the key that becomes free, and conditions follow both. */
export function moveOption(document: Document, menu: string, from: string, to: string): Edit[] {
  const swap = (key: string): string => (key === from ? to : key === to ? from : key);
  const options = Object.entries(optionsOf(document, menu)).map(([key, option]) => [swap(key), option] as const);
  const sorted = Object.fromEntries(options.sort(([one], [other]) => byKey(one, other)));
  return [{ path: ["menus", menu, "options"], after: sorted }, ...movedChoices(document, menu, swap)];
}

function movedChoices(document: Document, menu: string, swap: (key: string) => string): Edit[] {
  return idsOf(document, "steps").flatMap((step) => {
    const path = ["steps", step, "branch", "cases"];
    const cases = listOf(valueAt(document, path));
    const moved = cases.map((each) => {
      const choice = fieldsOf(fieldsOf(each).choice);
      const key = textOf(choice.key);
      return choice.menu === menu && swap(key) !== key
        ? { ...fieldsOf(each), choice: { ...choice, key: swap(key) } }
        : each;
    });
    return moved.some((each, index) => each !== cases[index]) ? [{ path, after: moved }] : [];
  });
}

/** Return the key before or after one, on a telephone. */
export function nextKey(key: string, direction: 1 | -1): string | null {
  return KEYS[KEYS.indexOf(key) + direction] ?? null;
}

/** Remove an option, a case, an outcome, or a menu or step. */
export function remove(document: Document, path: Path): Edit[] {
  const list = path.slice(0, -1);
  const cases = valueAt(document, list);
  if (!Array.isArray(cases)) return [{ path: [...path], after: undefined }];
  // A list is one field for the server, so that two people who change it see a conflict.
  return [{ path: list, after: cases.filter((_, index) => String(index) !== path.at(-1)) }];
}

/** A new menu or step, with the edits that make it. */
export interface Made {
  id: string;
  edits: Edit[];
}

/** Make a menu for an option: it speaks like the menu above, and has a way back to it. */
export function makeMenu(document: Document, name: string, above: string): Made {
  const id = newId(name, [...idsOf(document, "menus"), ...idsOf(document, "steps")]);
  const prompt = newId(`menu ${name}`, idsOf(document, "prompts"));
  const { options: _, prompt: _p, ...like } = fieldsOf(valueAt(document, ["menus", above]));
  const back = { label: texts.back, menu: above };
  return {
    id,
    edits: [
      { path: ["prompts", prompt], after: { text: texts.backPrompt } },
      { path: ["menus", id], after: { ...like, prompt, options: { 9: back } } },
    ],
  };
}

/** Make a step that says its first message and leads to a queue; its kind is changed in its form. */
export function makeStep(document: Document, name: string, kind: StepKind = "say"): Made {
  const id = newId(name, [...idsOf(document, "menus"), ...idsOf(document, "steps")]);
  return { id, edits: [{ path: ["steps", id], after: { name, ...emptyStep(document, kind) } }] };
}

/** Make a prompt that says a text. */
export function makePrompt(document: Document, text: string): Made {
  const id = newId(text, [...idsOf(document, "prompts"), "silence"]);
  return { id, edits: [{ path: ["prompts", id], after: { text } }] };
}

/** Lead an option or a way to another place; `extra` makes that place first. */
export function lead(
  document: Document,
  path: Path,
  target: Parameters<typeof withTarget>[1],
  extra: readonly Edit[] = [],
): Edit[] {
  return [...extra, { path: [...path], after: withTarget(valueAt(document, path), target) }];
}

/** Change what a step does. It keeps its name; what it did before is lost. */
export function changeKind(document: Document, step: string, kind: StepKind): Edit[] {
  const name = valueAt(document, ["steps", step, "name"]);
  return [{ path: ["steps", step], after: withFields({ name }, emptyStep(document, kind)) }];
}

/** Add a case before «si no», which asks for nothing yet. */
export function addCase(document: Document, step: string): Edit[] {
  const path = ["steps", step, "branch", "cases"];
  const next = valueAt(document, ["steps", step, "branch", "otherwise"]);
  return [{ path, after: [...listOf(valueAt(document, path)), { next }] }];
}

/** Move a case before or after its neighbour: the first that holds is taken. */
export function moveCase(document: Document, step: string, index: number, direction: 1 | -1): Edit[] {
  const path = ["steps", step, "branch", "cases"];
  const cases = [...listOf(valueAt(document, path))];
  const other = index + direction;
  if (other < 0 || other >= cases.length) return [];
  [cases[index], cases[other]] = [cases[other], cases[index]];
  return [{ path, after: cases }];
}
