/** Menus and steps as one tree of what callers meet, edited in its place. It is the editor of both sections. */
import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { EditorProps } from "../../../editor-props";
import { Confirmation, useConfirmation } from "../../../../../components/confirmation";
import { showField } from "../../../components/show-field";
import { Complaints, type FieldContext } from "../../common/fields";
import fields from "../../common/fields.module.css";
import { ancestorsOf, flattened } from "../../common/tree/tree-item";
import { actOf, afterRemoval, visibleNodes } from "../../common/tree/tree-keys";
import { KeyHelp, TreeView } from "../../common/tree/tree-view";
import { useTarget } from "../../common/use-target";
import { type Edit, inverseOf, type Path } from "../../common/values";
import { addOption, freeKeys, nextKey, remove } from "../model/edits";
import { moved, NodeForm } from "./node-form";
import { complaintsByNode, stepKindText, type TreeNode, treeOf } from "../model/tree";
import css from "./menus.module.css";
import { t } from "../../../../../i18n/translate";

const FIELD = "input:not(:disabled), select:not(:disabled)";

export default function MenusEditor({ document, complaints, readOnly, target, onChange }: EditorProps) {
  const context: FieldContext = { document, complaints, readOnly, onChange };
  const roots = treeOf(document);
  const nodes = flattened(roots);
  const [chosen, choose] = useState("");
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>({});
  const [undo, setUndo] = useState<readonly Edit[] | null>(null);
  const [done, confirm] = useConfirmation();
  const [focus, setFocus] = useState<{ on: "tree" | "form"; field?: Path } | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const selected = nodes.find(({ id }) => id === chosen) ?? roots[0];
  const isOpen = (node: TreeNode) => toggled[node.id] ?? isOpenAtFirst(node, roots);
  const visible = visibleNodes(roots, isOpen);
  const byNode = complaintsByNode(roots, complaints);

  useEffect(() => {
    if (focus?.on === "tree") tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
    if (focus?.on === "form") {
      form.current?.scrollIntoView({ block: "nearest" });
      (form.current?.querySelector<HTMLElement>(FIELD) ?? form.current)?.focus();
      if (focus.field && form.current) showField(form.current, focus.field);
    }
  }, [focus]);

  const apply = (edits: readonly Edit[]) => {
    setUndo(null);
    confirm("");
    for (const { path, after } of edits) onChange(path, after);
  };
  const reveal = (id: string) => {
    choose(id);
    setToggled((before) => ({ ...before, ...Object.fromEntries(ancestorsOf(id).map((each) => [each, true])) }));
  };
  const select = (id: string, on: "tree" | "form") => {
    reveal(id);
    setFocus({ on });
  };
  useTarget(target, (path) => {
    const [id = ""] = complaintsByNode(roots, [{ path, text: "" }]).keys();
    if (id) reveal(id);
  });
  const add = (node: TreeNode | undefined) => {
    const holder = node && menuHolder(node, nodes);
    const menu = holder?.opens?.[1];
    const key = menu === undefined ? undefined : freeKeys(document, menu)[0];
    if (holder && menu !== undefined && key !== undefined) addAt(holder, menu, key);
  };
  const addAt = (holder: TreeNode, menu: string, key: string) => {
    apply(addOption(document, menu, key));
    setToggled((before) => ({ ...before, [holder.id]: true }));
    select(`${holder.id}/${key}`, "form");
  };
  const take = (node: TreeNode) => {
    if (readOnly || node.removes === null) return;
    const edits = remove(document, node.removes);
    const next = afterRemoval(visible, node.id);
    apply(edits);
    setUndo(inverseOf(document, edits));
    confirm(t("Se borró «{label}».", { label: node.label }));
    select(next ?? roots[0]?.id ?? "", "tree");
  };
  const move = (node: TreeNode, key: string | null) => {
    if (readOnly || node.kind !== "option" || key === null || key === node.key) return;
    const { edits, id } = moved(context, node, key);
    apply(edits);
    select(id, "tree");
    confirm(t("«{label}» queda en la tecla {key}.", { label: node.label, key }));
  };
  const takeBack = () => {
    if (!undo) return;
    apply(undo);
    confirm(t("Se deshizo."));
    setFocus({ on: "tree" });
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const found = selected && actOf(event, visible, selected.id);
    if (!found) return;
    event.preventDefault();
    if (found.act === "select") select(found.id, "tree");
    else if (found.act === "expand" || found.act === "collapse")
      setToggled((before) => ({ ...before, [found.id]: found.act === "expand" }));
    else if (found.act === "edit") setFocus({ on: "form" });
    else if (found.act === "undo") takeBack();
    else if (found.act === "remove") take(selected);
    else if (found.act === "move") move(selected, nextKey(selected.key, found.direction));
    else if (!readOnly) add(selected);
  };

  if (!selected) return <p className="quiet">{t("El sitio no tiene líneas: agregue una en «Líneas».")}</p>;
  return (
    <div className={css.editor}>
      <div className={css.side}>
        <Complaints complaints={complaints} path={["menus"]} />
        <Complaints complaints={complaints} path={["steps"]} />
        <div className={css.done}>
          <Confirmation>{done}</Confirmation>
          {undo && (
            <Button size="xs" variant="default" onClick={takeBack}>
              {t("Deshacer")}
            </Button>
          )}
        </div>
        <TreeView
          ref={tree}
          label={t("Menús de las líneas")}
          nodes={roots}
          selected={selected.id}
          isOpen={isOpen}
          complaints={byNode}
          badgeOf={(node) => stepKindText(document, node.opens)}
          select={({ id }) => select(id, "tree")}
          edit={() => setFocus({ on: "form" })}
          showField={({ id }, field) => {
            reveal(id);
            setFocus({ on: "form", field });
          }}
          toggle={({ id }, open) => setToggled((before) => ({ ...before, [id]: open }))}
          onKeyDown={press}
        />
        <KeyHelp keys={readOnly ? READING_KEYS : EDITING_KEYS} />
      </div>
      <section className={`panel ${css.detail}`} aria-label={t("Lo que se elige en el árbol")}>
        <NodeForm
          key={selected.id}
          ref={form}
          context={context}
          node={selected}
          apply={apply}
          onMove={(key) => move(selected, key)}
          onAddOption={(menu, key) => addAt(selected, menu, key)}
          onRemove={take}
          onShow={(place) => {
            const line = selected.id.split("/")[0] ?? "";
            const shown = nodes.filter(({ opens }) => opens?.join("/") === place.join("/"));
            const found = shown.find(({ id }) => id.startsWith(`${line}/`)) ?? shown[0];
            if (found) select(found.id, "tree");
          }}
          onLeave={() => setFocus({ on: "tree" })}
        />
        {!readOnly && selected.removes && selected.kind !== "loose" && (
          <p className={fields.acts}>
            <Button size="xs" variant="default" onClick={() => take(selected)}>
              {selected.kind === "option" ? t("Borrar la opción") : t("Borrar el camino")}
            </Button>
          </p>
        )}
      </section>
    </div>
  );
}

/** The first line is open with its menus; steps are closed, because a look-up has many ways. */
const isOpenAtFirst = (node: TreeNode, roots: readonly TreeNode[]): boolean =>
  node.kind === "line" ? node.id === roots[0]?.id : node.kind === "group" || node.opens?.[0] === "menus";

/** Return the node of the menu to which a node belongs: the one it opens, or else the one above. */
function menuHolder(node: TreeNode, nodes: readonly TreeNode[]): TreeNode | undefined {
  if (node.opens?.[0] === "menus") return node;
  const above = ancestorsOf(node.id).reverse();
  return above.map((id) => nodes.find((each) => each.id === id)).find((each) => each?.opens?.[0] === "menus");
}

const READING_KEYS = [
  ["↑ ↓ ← →", t("recorrer")],
  ["Enter", t("ver")],
  ["Esc", t("volver al árbol")],
] as const;
const EDITING_KEYS = [
  ["↑ ↓ ← →", t("recorrer")],
  ["Enter", t("editar")],
  ["+", t("agregar una opción")],
  [t("Supr"), t("borrar")],
  ["Alt ↑ ↓", t("cambiar de tecla")],
  ["Esc", t("volver al árbol")],
] as const;
