/** What a tree on the screen shows of each of its nodes. Pure. */
export interface TreeItem<N> {
  /** Ids of the nodes above it, separated by «/». */
  id: string;
  /** For its style. */
  kind: string;
  /** A key of the telephone that chooses it; empty for none. */
  key: string;
  label: string;
  /** What follows the arrow; empty for none. */
  leads: string;
  children: N[];
}

export const flattened = <N extends TreeItem<N>>(nodes: readonly N[]): N[] =>
  nodes.flatMap((node) => [node, ...flattened(node.children)]);

/** Return the ids of the nodes above one, the first one first. */
export const ancestorsOf = (id: string): string[] =>
  id
    .split("/")
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join("/"));
