/** The keyboard of the tree, as in the pattern of trees for the web (ARIA Authoring Practices). Pure. */
import type { TreeItem } from "./tree-item";

export type TreeAct =
  | { act: "select"; id: string }
  | { act: "expand" | "collapse"; id: string }
  | { act: "edit" | "remove" | "add" | "undo" }
  | { act: "move"; direction: 1 | -1 };

export interface VisibleNode<N> {
  node: N;
  level: number;
  parent: N | null;
  isOpen: boolean;
}

/** Return the nodes on the screen, from the top. */
export function visibleNodes<N extends TreeItem<N>>(
  nodes: readonly N[],
  isOpen: (node: N) => boolean,
  parent: N | null = null,
  level = 1,
): VisibleNode<N>[] {
  return nodes.flatMap((node) => {
    const open = node.children.length > 0 && isOpen(node);
    const below = open ? visibleNodes(node.children, isOpen, node, level + 1) : [];
    return [{ node, level, parent, isOpen: open }, ...below];
  });
}

interface Pressed {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** Return what a key does at a node; null if it does nothing. */
export function actOf<N extends TreeItem<N>>(
  pressed: Pressed,
  visible: readonly VisibleNode<N>[],
  selected: string,
): TreeAct | null {
  const { key } = pressed;
  const at = visible.findIndex(({ node }) => node.id === selected);
  const here = visible[at];
  if (!here) return null;
  if (pressed.ctrlKey || pressed.metaKey) return key === "z" && !pressed.altKey ? { act: "undo" } : null;
  if (pressed.altKey) {
    if (key === "ArrowUp" || key === "ArrowDown") return { act: "move", direction: key === "ArrowUp" ? -1 : 1 };
    return null;
  }
  const to = (found: N | null | undefined): TreeAct | null => (found ? { act: "select", id: found.id } : null);
  switch (key) {
    case "ArrowDown":
      return to(visible[at + 1]?.node);
    case "ArrowUp":
      return to(visible[at - 1]?.node);
    case "Home":
      return to(visible[0]?.node);
    case "End":
      return to(visible.at(-1)?.node);
    case "ArrowRight":
      if (here.node.children.length === 0) return null;
      return here.isOpen ? to(here.node.children[0]) : { act: "expand", id: selected };
    case "ArrowLeft":
      return here.isOpen ? { act: "collapse", id: selected } : to(here.parent);
    case "Enter":
    case "F2":
      return { act: "edit" };
    case "Delete":
      return { act: "remove" };
    case "Insert":
    case "+":
      return { act: "add" };
    default:
      return to(keyed(key, here));
  }
}

/** Return the node that a key of the telephone chooses: below the node if it is open, or else beside it. */
const keyed = <N extends TreeItem<N>>(key: string, { node, parent, isOpen }: VisibleNode<N>): N | undefined =>
  (isOpen ? node.children.find((each) => each.key === key) : undefined) ??
  parent?.children.find((each) => each.key === key);

/** Return the node to select after one is removed: the next one beside it, or the one above. */
export function afterRemoval<N extends TreeItem<N>>(
  visible: readonly VisibleNode<N>[],
  selected: string,
): string | null {
  const here = visible.find(({ node }) => node.id === selected);
  const beside = here?.parent?.children ?? [];
  const at = beside.findIndex(({ id }) => id === selected);
  return (beside[at + 1] ?? beside[at - 1] ?? here?.parent)?.id ?? null;
}
