/** A tree: one tab stop, with the keyboard of a tree. */
import type { KeyboardEvent, Ref } from "react";
import type { Complaint } from "../../../editor-props";
import { countPhrase } from "../../../../../formats";
import { flattened, type TreeItem } from "./tree-item";
import css from "./tree.module.css";
import { t } from "../../../../../i18n/translate";

interface TreeViewProps<N extends TreeItem<N>> {
  ref: Ref<HTMLDivElement>;
  label: string;
  nodes: readonly N[];
  selected: string;
  isOpen: (node: N) => boolean;
  complaints: ReadonlyMap<string, readonly Complaint[]>;
  /** A word about a node, such as what a step does; empty for none. */
  badgeOf: (node: N) => string;
  select: (node: N) => void;
  edit: (node: N) => void;
  /** Edit the field that a complaint at a node is about. */
  showField: (node: N, path: readonly string[]) => void;
  toggle: (node: N, open: boolean) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

export function TreeView<N extends TreeItem<N>>({ ref, label, nodes, onKeyDown, ...rest }: TreeViewProps<N>) {
  return (
    <div ref={ref} role="tree" aria-label={label} className={css.tree} onKeyDown={onKeyDown}>
      {nodes.map((node) => (
        <Branch key={node.id} node={node} level={1} {...rest} />
      ))}
    </div>
  );
}

interface BranchProps<N extends TreeItem<N>> extends Omit<TreeViewProps<N>, "ref" | "label" | "nodes" | "onKeyDown"> {
  node: N;
  level: number;
}

function Branch<N extends TreeItem<N>>({ node, level, ...rest }: BranchProps<N>) {
  const { selected, isOpen, complaints, badgeOf, select, edit, showField, toggle } = rest;
  const hasChildren = node.children.length > 0;
  const open = hasChildren && isOpen(node);
  const own = complaints.get(node.id) ?? [];
  const hidden = open ? 0 : countBelow(node, complaints);
  const badge = badgeOf(node);
  return (
    // The level is written out, because the items below stand beside this one: its name is its own text only.
    <div role="none">
      <div
        role="treeitem"
        data-node={node.id}
        aria-level={level}
        aria-selected={node.id === selected}
        aria-expanded={hasChildren ? open : undefined}
        tabIndex={node.id === selected ? 0 : -1}
        className={css.item}
      >
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a pointer's way; the tree has the keys */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys */}
        <div
          className={css.row}
          data-kind={node.kind}
          data-selected={node.id === selected || undefined}
          onClick={() => select(node)}
          onDoubleClick={() => edit(node)}
        >
          <Twist node={node} open={open} toggle={toggle} />
          {node.key && (
            <>
              <span className="unseen">{t("Tecla")} </span>
              <kbd className={css.key}>{node.key}</kbd>{" "}
            </>
          )}
          <span className={css.label}>
            {node.label || t("(sin texto)")}
            {node.leads && (
              <span className={css.leads}>
                <span aria-hidden="true"> →</span> {node.leads}
              </span>
            )}
            {badge && <span className={css.badge}> {badge}</span>}
            {hidden > 0 && (
              <span className={css.hidden}>
                <Warning /> {countPhrase(hidden, "reparo dentro", "reparos dentro")}
              </span>
            )}
          </span>
          {node.id === selected && (
            <span className={css.edit} aria-hidden="true" onClick={() => edit(node)}>
              {t("Editar")}
            </span>
          )}
        </div>
        {own.map(({ path, text }) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
          <p key={`${path.join("/")} ${text}`} className={css.complaint} onClick={() => showField(node, path)}>
            <Warning /> {text}
          </p>
        ))}
      </div>
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

const Warning = () => <span aria-hidden="true">⚠</span>;

type TwistProps<N extends TreeItem<N>> = Pick<TreeViewProps<N>, "toggle"> & { node: N; open: boolean };

/** A pointer's way to open and close a node; the arrows do the same. */
function Twist<N extends TreeItem<N>>({ node, open, toggle }: TwistProps<N>) {
  if (node.children.length === 0) return <span className={css.twist} data-leaf aria-hidden="true" />;
  return (
    <span
      className={css.twist}
      data-open={open || undefined}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        toggle(node, !open);
      }}
    />
  );
}

const countBelow = <N extends TreeItem<N>>(node: N, complaints: TreeViewProps<N>["complaints"]): number =>
  flattened(node.children).reduce((total, { id }) => total + (complaints.get(id)?.length ?? 0), 0);

/** The keys that the tree understands, for the people who look for them. */
export function KeyHelp({ keys }: { keys: readonly (readonly [key: string, act: string])[] }) {
  return (
    <ul className={css.help} aria-label={t("Teclas del árbol")}>
      {keys.map(([key, act]) => (
        <li key={act}>
          <kbd>{key}</kbd> {act}
        </li>
      ))}
    </ul>
  );
}
