/** The menus and steps of all lines as one tree, as callers meet them. Pure. */
import type { Complaint, Document } from "../../../editor-props";
import { isWithin } from "../../common/complaints";
import { flattened, type TreeItem } from "../../common/tree/tree-item";
import { fieldsOf, idsOf, nameOf, type Path, textOf, valueAt } from "../../common/values";
import { kindOfStep, STEP_KINDS, waysOf } from "./steps";
import { type Target, targetOf, targetText } from "./targets";
import { t } from "../../../../../i18n/translate";

export type NodeKind = "line" | "prompt" | "menu" | "option" | "way" | "fallback" | "loose" | "group";

export interface TreeNode extends TreeItem<TreeNode> {
  kind: NodeKind;
  /** What the node edits; empty for the group of unlinked ones. */
  path: Path;
  /** What Delete removes; null where nothing may be removed. */
  removes: Path | null;
  /** The menu or step that is drawn below the node. */
  opens: Path | null;
  /** The menu or step to which it leads, drawn at another node. */
  elsewhere: Path | null;
}

/** The keys of a telephone in their order. */
export const KEYS: readonly string[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*"];
export const byKey = (one: string, other: string): number => KEYS.indexOf(one) - KEYS.indexOf(other);
export const FALLBACK_FIELDS: readonly string[] = [
  "fallback_queue",
  "fallback_prompt",
  "silence_prompt",
  "wrong_key_prompt",
  "retries",
  "first_digit_s",
];

type Place = readonly [section: "menus" | "steps", id: string];
const placeOf = (target: Target | null): Place | null =>
  target?.kind === "menu" ? ["menus", target.id] : target?.kind === "step" ? ["steps", target.id] : null;

interface Drawing {
  document: Document;
  /** Menus and steps that stand in this part of the tree. */
  drawn: Set<string>;
}

const plainNode = (id: string, kind: NodeKind, label: string, path: Path): TreeNode => ({
  id,
  kind,
  key: "",
  label,
  leads: "",
  path,
  removes: null,
  opens: null,
  elsewhere: null,
  children: [],
});

/** Return the lines with what callers meet on each, and the menus and steps to which nothing leads. */
export function treeOf(document: Document): TreeNode[] {
  const all = new Set<string>();
  const lines = idsOf(document, "lines").map((line) => {
    const drawing = { document, drawn: new Set<string>() };
    const node = lineNode(drawing, line);
    for (const each of drawing.drawn) all.add(each);
    return node;
  });
  const loose = looseNodes(document, all);
  if (loose.length === 0) return lines;
  return [...lines, { ...plainNode("loose", "group", t("Sin enlazar"), []), children: loose }];
}

function lineNode(drawing: Drawing, line: string): TreeNode {
  const { document } = drawing;
  const id = `line:${line}`;
  const path = ["lines", line];
  const prompts = [
    ["greeting", t("Saludo")],
    ["notice", t("Aviso de grabación")],
  ] as const;
  const menu = textOf(valueAt(document, [...path, "menu"]));
  const first = plainNode(`${id}/menu`, "menu", t("Menú principal"), [...path, "menu"]);
  return {
    ...plainNode(id, "line", nameOf(document, "lines", line), path),
    children: [
      ...prompts.map(([field, label]) => ({
        ...plainNode(`${id}/${field}`, "prompt", label, [...path, field]),
        leads: promptText(document, textOf(valueAt(document, [...path, field]))),
      })),
      leading(drawing, first, { kind: "menu", id: menu }),
    ],
  };
}

const promptText = (document: Document, prompt: string): string =>
  t("«{text}»", { text: textOf(valueAt(document, ["prompts", prompt, "text"])) || prompt });

/** Return the node with what stands below it, unless that is drawn already. */
function leading(drawing: Drawing, node: TreeNode, target: Target | null): TreeNode {
  const place = placeOf(target);
  const text = targetText(drawing.document, target);
  if (place === null || valueAt(drawing.document, place) === undefined) return { ...node, leads: text };
  if (drawing.drawn.has(place.join("/")))
    return { ...node, leads: t("sigue en el {place}", { place: text }), elsewhere: place };
  return { ...node, leads: text, opens: place, children: childrenOf(drawing, node.id, place) };
}

function childrenOf(drawing: Drawing, id: string, place: Place): TreeNode[] {
  drawing.drawn.add(place.join("/"));
  return place[0] === "menus" ? optionNodes(drawing, id, place) : wayNodes(drawing, id, place);
}

function optionNodes(drawing: Drawing, id: string, place: Place): TreeNode[] {
  const menu = fieldsOf(valueAt(drawing.document, place));
  const options = fieldsOf(menu.options);
  const nodes = Object.keys(options)
    .sort(byKey)
    .map((key) => {
      const path = [...place, "options", key];
      const label = textOf(fieldsOf(options[key]).label);
      const node = { ...plainNode(`${id}/${key}`, "option", label, path), key, removes: path };
      return leading(drawing, node, targetOf(options[key]));
    });
  const fallback = plainNode(`${id}/fallback`, "fallback", t("Si no marca o se equivoca"), [
    ...place,
    "fallback_queue",
  ]);
  const queue = textOf(menu.fallback_queue);
  const target: Target | null = queue ? { kind: "queue", id: queue } : null;
  return [...nodes, leading(drawing, fallback, target)];
}

function wayNodes(drawing: Drawing, id: string, place: Place): TreeNode[] {
  const step = valueAt(drawing.document, place);
  return waysOf(drawing.document, step).map(({ path, label, removable, whole }) => {
    const removes = removable ? [...place, ...whole] : null;
    const node = { ...plainNode(`${id}/${path.join(".")}`, "way", label, [...place, ...path]), removes };
    return leading(drawing, node, targetOf(valueAt(step, path)));
  });
}

/** Return the menus and steps that no line reaches; of those that lead to one another, the first holds the others. */
function looseNodes(document: Document, reached: ReadonlySet<string>): TreeNode[] {
  const places = (["menus", "steps"] as const).flatMap((section) =>
    idsOf(document, section).map((id): Place => [section, id]),
  );
  const loose = places.filter((place) => !reached.has(place.join("/")));
  const named = new Set(loose.flatMap((place) => nextPlaces(document, place)).map((place) => place.join("/")));
  const drawing = { document, drawn: new Set(reached) };
  const roots = [...loose.filter((place) => !named.has(place.join("/"))), ...loose];
  return roots.flatMap((place) => {
    if (drawing.drawn.has(place.join("/"))) return [];
    const [section, id] = place;
    const label = section === "menus" ? t("Menú «{menu}»", { menu: id }) : nameOf(document, "steps", id);
    const node = { ...plainNode(`loose/${section}/${id}`, "loose", label, place), removes: place, opens: place };
    return [{ ...node, children: childrenOf(drawing, node.id, place) }];
  });
}

function nextPlaces(document: Document, [section, id]: Place): Place[] {
  const value = fieldsOf(valueAt(document, [section, id]));
  const targets =
    section === "menus"
      ? Object.values(fieldsOf(value.options)).map(targetOf)
      : waysOf(document, value).map(({ path }) => targetOf(valueAt(value, path)));
  return targets
    .map(placeOf)
    .filter((place) => place !== null)
    .filter((place) => place[1] !== id || place[0] !== section);
}

/** Return what a step does, in two words; empty for a menu. */
export function stepKindText(document: Document, opens: Path | null): string {
  if (opens?.[0] !== "steps") return "";
  const kind = kindOfStep(valueAt(document, opens));
  return STEP_KINDS.find(([each]) => each === kind)?.[1] ?? "";
}

/** Return the paths whose complaints a node shows. */
function coveredBy(node: TreeNode): Path[] {
  const fields = node.kind === "fallback" ? FALLBACK_FIELDS.map((field) => [...node.path.slice(0, 2), field]) : [];
  // A case shows also the complaints about its conditions, not only those about where it leads.
  return [node.path, ...(node.removes ? [node.removes] : []), ...(node.opens ? [node.opens] : []), ...fields].filter(
    (path) => path.length > 0 && node.kind !== "group",
  );
}

/** Return the complaints by node, each at the nodes that are nearest to it; those of no node have the id "". */
export function complaintsByNode(
  roots: readonly TreeNode[],
  complaints: readonly Complaint[],
): Map<string, Complaint[]> {
  const nodes = flattened(roots);
  const found = new Map<string, Complaint[]>();
  const add = (id: string, complaint: Complaint) => found.set(id, [...(found.get(id) ?? []), complaint]);
  for (const complaint of complaints) {
    const lengths = nodes.map((node) =>
      Math.max(
        0,
        ...coveredBy(node)
          .filter((path) => isWithin(complaint.path, path))
          .map((path) => path.length),
      ),
    );
    const longest = Math.max(0, ...lengths);
    const section = complaint.path[0] ?? "";
    if (longest > 1) nodes.forEach((node, index) => lengths[index] === longest && add(node.id, complaint));
    else if (section === "menus" || section === "steps") add("", complaint);
  }
  return found;
}
