/** The tree of all lines: one tab stop, with the keyboard of a tree. */
import type { KeyboardEvent, Ref } from "react";
import type { Complaint } from "../../../editor-props";
import { countPhrase } from "../../../../../formats";
import { flattened, type TreeNode } from "../model/tree";
import css from "./menus.module.css";
import { t } from "../../../../../i18n/translate";

export interface TreeState {
  selected: string;
  isOpen: (node: TreeNode, level: number) => boolean;
  complaints: ReadonlyMap<string, readonly Complaint[]>;
  /** What a step does, or nothing. */
  kindOf: (node: TreeNode) => string;
}

interface MenuTreeProps extends TreeState {
  ref: Ref<HTMLDivElement>;
  nodes: readonly TreeNode[];
  select: (node: TreeNode) => void;
  edit: (node: TreeNode) => void;
  toggle: (node: TreeNode, open: boolean) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

export function MenuTree({ ref, nodes, onKeyDown, ...rest }: MenuTreeProps) {
  return (
    <div ref={ref} role="tree" aria-label={t("Menús de las líneas")} className={css.tree} onKeyDown={onKeyDown}>
      {nodes.map((node) => (
        <Branch key={node.id} node={node} level={1} {...rest} />
      ))}
    </div>
  );
}

interface BranchProps extends Omit<MenuTreeProps, "ref" | "nodes" | "onKeyDown"> {
  node: TreeNode;
  level: number;
}

function Branch({ node, level, ...rest }: BranchProps) {
  const { selected, isOpen, complaints, kindOf, select, edit, toggle } = rest;
  const hasChildren = node.children.length > 0;
  const open = hasChildren && isOpen(node, level);
  const own = complaints.get(node.id) ?? [];
  const hidden = open ? 0 : countBelow(node, complaints);
  const kind = kindOf(node);
  return (
    // The keys of the tree are handled by the tree itself.
    <div
      role="treeitem"
      data-node={node.id}
      aria-level={level}
      aria-selected={node.id === selected}
      aria-expanded={hasChildren ? open : undefined}
      aria-label={spokenName(node, own, hidden)}
      tabIndex={node.id === selected ? 0 : -1}
      className={css.item}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a pointer's way; the tree has the keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys */}
      <div
        className={css.row}
        data-kind={node.kind}
        data-selected={node.id === selected || undefined}
        data-bad={own.length > 0 || undefined}
        onClick={() => select(node)}
        onDoubleClick={() => edit(node)}
      >
        {hasChildren ? (
          <span
            className={css.twist}
            data-open={open || undefined}
            aria-hidden="true"
            onClick={(event) => {
              event.stopPropagation();
              toggle(node, !open);
            }}
          />
        ) : (
          <span className={css.twist} data-leaf aria-hidden="true" />
        )}
        {node.key ? <kbd className={css.key}>{node.key}</kbd> : null}
        <span className={css.label}>
          {node.label || t("(sin texto)")}
          {node.leads && <span className={css.leads}> → {node.leads}</span>}
          {kind && <span className={css.kind}>{kind}</span>}
          {hidden > 0 && <span className={css.hidden}>⚠ {countPhrase(hidden, "reparo dentro", "reparos dentro")}</span>}
        </span>
        {node.id === selected && (
          <span className={css.edit} aria-hidden="true" onClick={() => edit(node)}>
            {t("Editar")}
          </span>
        )}
      </div>
      {own.map(({ path, text }) => (
        <p key={`${path.join("/")} ${text}`} className={css.complaint}>
          ⚠ {text}
        </p>
      ))}
      {open && (
        <div role="group" className={css.below}>
          {node.children.map((each) => (
            <Branch key={each.id} node={each} level={level + 1} {...rest} />
          ))}
        </div>
      )}
    </div>
  );
}

const countBelow = (node: TreeNode, complaints: MenuTreeProps["complaints"]): number =>
  flattened(node.children).reduce((total, { id }) => total + (complaints.get(id)?.length ?? 0), 0);

function spokenName(node: TreeNode, own: readonly Complaint[], hidden: number): string {
  const parts = [
    node.key ? t("tecla {key}", { key: node.key }) : "",
    node.label,
    node.leads,
    own.length > 0 ? t("reparo: {texts}", { texts: own.map(({ text }) => text).join("; ") }) : "",
    hidden > 0 ? countPhrase(hidden, "reparo dentro", "reparos dentro") : "",
  ];
  return parts.filter(Boolean).join(", ");
}
