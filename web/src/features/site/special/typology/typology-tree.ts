/** The typology as a tree: kinds, themes and sub-themes, and what each takes from above. Pure. */
import { matchesSearch } from "../../../../formats";
import type { Complaint, Document } from "../../editor-props";
import { complaintsUnder } from "../common/complaints";
import texts from "../common/site-texts.json"; // in the language of the site, not of the screens
import { flattened, type TreeItem } from "../common/tree/tree-item";
import { type Edit, type Fields, fieldsOf, newId, type Path, textOf, textsOf, valueAt } from "../common/values";
import { t } from "../../../../i18n/translate";

export type BranchLevel = "kind" | "theme" | "subtheme";

export interface BranchNode extends TreeItem<BranchNode> {
  kind: BranchLevel | "retired";
  level: BranchLevel;
  path: Path;
}

/** The field that holds the parts of a branch; a sub-theme has none. */
const BELOW: Readonly<Record<BranchLevel, string | null>> = { kind: "themes", theme: "subthemes", subtheme: null };
const NEXT: Readonly<Record<BranchLevel, BranchLevel>> = { kind: "theme", theme: "subtheme", subtheme: "subtheme" };

/** Return the whole tree; what may not be chosen on the day any more counts as retired. */
export const typologyOf = (document: Document, today: string): BranchNode[] =>
  branchesOf(fieldsOf(document.typology), ["typology"], "", "kind", today);

function branchesOf(table: Fields, path: Path, above: string, level: BranchLevel, today: string): BranchNode[] {
  return Object.entries(table).map(([name, value]) => {
    const fields = fieldsOf(value);
    const [id, own, below] = [above + name, [...path, name], BELOW[level]];
    const until = textOf(fields.valid_until);
    return {
      id,
      kind: until !== "" && until < today ? "retired" : level,
      level,
      key: "",
      label: textOf(fields.name) || name,
      leads: "",
      path: own,
      children: below ? branchesOf(fieldsOf(fields[below]), [...own, below], `${id}/`, NEXT[level], today) : [],
    };
  });
}

/** Return the branches that say the words, and all above and below them. */
export function withWords(document: Document, nodes: readonly BranchNode[], search: string): BranchNode[] {
  if (search.trim() === "") return [...nodes];
  return nodes.flatMap((node) => {
    const fields = fieldsOf(valueAt(document, node.path));
    if (matchesSearch([node.label, ...textsOf(fields.also)].join(" "), search)) return [node];
    const children = withWords(document, node.children, search);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

/** Return the branches above one, the nearest first. */
function above(document: Document, path: Path): Fields[] {
  const parents = [path.slice(0, -2), path.slice(0, -4)].filter((each) => each.length >= 2);
  return parents.map((each) => fieldsOf(valueAt(document, each)));
}

/** Return what a branch takes from above where it says nothing itself; empty if nothing above says it. */
export const inherited = (document: Document, path: Path, field: "legal_kind" | "area"): string =>
  above(document, path)
    .map((each) => textOf(each[field]))
    .find(Boolean) ?? (field === "legal_kind" ? "general" : "");

/** Return the templates that a branch has from above, in addition to its own. */
export const inheritedAnswers = (document: Document, path: Path): string[] => [
  ...new Set(above(document, path).flatMap((each) => textsOf(each.answers))),
];

const shortDay = (day: string): string => day.split("-").reverse().join("/");

/** Return since when and until when a branch may be chosen; empty where there is no limit. */
export function validityText(fields: Fields): string {
  const [from, until] = [textOf(fields.valid_from), textOf(fields.valid_until)].map(shortDay);
  if (from && until) return t("del {from} al {until}", { from, until });
  return from ? t("desde el {from}", { from }) : until ? t("hasta el {until}", { until }) : "";
}

/** Return the words that a person typed, separated by commas. */
export const readWords = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** A new branch: below a kind or a theme, or a kind of its own with a theme. */
export function addBranch(document: Document, node: BranchNode | null, name: string): Edit & { id: string } {
  const below = node && BELOW[node.level];
  const place = node && below ? [...node.path, below] : ["typology"];
  const id = newId(name, Object.keys(fieldsOf(valueAt(document, place))));
  const own = node === null ? { name, meaning: name, themes: { general: { name: texts.generalTheme } } } : { name };
  return { path: [...place, id], after: own, id: node ? `${node.id}/${id}` : id };
}

/** Return the complaints by branch, each at the branch that it is about; those of no branch have the id "". */
export function complaintsByBranch(
  nodes: readonly BranchNode[],
  complaints: readonly Complaint[],
): Map<string, Complaint[]> {
  const found = new Map<string, Complaint[]>();
  const all = flattened(nodes);
  for (const complaint of complaintsUnder(complaints, ["typology"])) {
    const holders = all.filter(({ path }) => complaintsUnder([complaint], path).length > 0);
    const id = holders.at(-1)?.id ?? "";
    found.set(id, [...(found.get(id) ?? []), complaint]);
  }
  return found;
}
