/** The typology of a site as a tree of kinds, themes and sub-themes. */
import { Button, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { serverClock } from "../../../../clock";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import type { EditorProps } from "../../editor-props";
import { showField } from "../../components/show-field";
import { Complaints, type FieldContext } from "../common/fields";
import { ancestorsOf, flattened } from "../common/tree/tree-item";
import { actOf, afterRemoval, visibleNodes } from "../common/tree/tree-keys";
import { KeyHelp, TreeView } from "../common/tree/tree-view";
import { useTarget } from "../common/use-target";
import { type Edit, fieldsOf, inverseOf, type Path, valueAt } from "../common/values";
import { localDay } from "../calendars/year";
import { BranchForm, NewBranch } from "./branch-form";
import { addBranch, type BranchNode, complaintsByBranch, typologyOf, validityText, withWords } from "./typology-tree";
import css from "./typology.module.css";
import { t } from "../../../../i18n/translate";

export default function TypologyEditor({ document, complaints, readOnly, target, onChange }: EditorProps) {
  const context: FieldContext = { document, complaints, readOnly, onChange };
  const [today] = useState(() => localDay(serverClock.now()));
  const [search, setSearch] = useState("");
  const [chosen, choose] = useState("");
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>({});
  const [undo, setUndo] = useState<readonly Edit[] | null>(null);
  const [done, confirm] = useConfirmation();
  const [focus, setFocus] = useState<{ on: "tree" | "form" | "name"; field?: Path } | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const all = typologyOf(document, today);
  const roots = withWords(document, all, search);
  const nodes = flattened(roots);
  const selected = nodes.find(({ id }) => id === chosen) ?? roots[0];
  const isSearching = search.trim() !== "";
  const isOpen = (node: BranchNode) => toggled[node.id] ?? isSearching;
  const visible = visibleNodes(roots, isOpen);

  useEffect(() => {
    if (focus?.on === "tree") tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
    if (focus?.on === "form") form.current?.querySelector<HTMLElement>("input:not(:disabled)")?.focus();
    if (focus?.field && form.current) showField(form.current, focus.field);
    if (focus?.on === "name") name.current?.focus();
  }, [focus]);

  const apply = (edits: readonly Edit[], said: string, back: readonly Edit[] | null = null) => {
    for (const { path, after } of edits) onChange(path, after);
    setUndo(back);
    confirm(said);
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
    const [id = ""] = complaintsByBranch(all, [{ path, text: "" }]).keys();
    if (id) reveal(id);
  });
  const add = (node: BranchNode | null, label: string) => {
    const { id, ...edit } = addBranch(document, node, label);
    apply([edit], t("Se agregó «{label}».", { label }));
    setSearch("");
    select(id, "form");
  };
  const retire = (node: BranchNode) => {
    const edits = [{ path: [...node.path, "valid_until"], after: today }];
    apply(edits, t("«{label}» se puede elegir hasta hoy.", { label: node.label }), inverseOf(document, edits));
  };
  const remove = (node: BranchNode) => {
    const edits = [{ path: [...node.path], after: undefined }];
    const next = afterRemoval(visible, node.id);
    apply(edits, t("Se borró «{label}».", { label: node.label }), inverseOf(document, edits));
    select(next ?? "", "tree");
  };
  const takeBack = () => {
    if (undo) apply(undo, t("Se deshizo."));
    setFocus({ on: "tree" });
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const found = selected && actOf(event, visible, selected.id);
    if (!found || found.act === "move") return;
    event.preventDefault();
    if (found.act === "select") select(found.id, "tree");
    else if (found.act === "expand" || found.act === "collapse")
      setToggled((before) => ({ ...before, [found.id]: found.act === "expand" }));
    else if (found.act === "edit") setFocus({ on: "form" });
    else if (found.act === "undo") takeBack();
    else if (!readOnly && found.act === "remove") retire(selected);
    else if (!readOnly && found.act === "add") setFocus({ on: "name" });
  };
  return (
    <div className={css.editor}>
      <div className={css.side}>
        <Complaints complaints={complaints} path={["typology"]} />
        <TextInput
          aria-label={t("Buscar en la tipología")}
          placeholder={t("Buscar en la tipología")}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setToggled({});
          }}
        />
        <div className={css.done}>
          <Confirmation>{done}</Confirmation>
          {undo && (
            <Button size="xs" variant="default" onClick={takeBack}>
              {t("Deshacer")}
            </Button>
          )}
        </div>
        {selected ? (
          <TreeView
            ref={tree}
            label={t("Tipos, temas y subtemas")}
            nodes={roots}
            selected={selected.id}
            isOpen={isOpen}
            complaints={complaintsByBranch(all, complaints)}
            badgeOf={({ path }) => validityText(fieldsOf(valueAt(document, path)))}
            select={({ id }) => select(id, "tree")}
            edit={() => setFocus({ on: "form" })}
            showField={({ id }, field) => {
              reveal(id);
              setFocus({ on: "form", field });
            }}
            toggle={({ id }, open) => setToggled((before) => ({ ...before, [id]: open }))}
            onKeyDown={press}
          />
        ) : (
          <p className="quiet">{isSearching ? t("Ningún tema dice eso.") : t("No hay ningún tipo de petición.")}</p>
        )}
        {!readOnly && <NewBranch label={t("Tipo nuevo")} make={(label) => add(null, label)} />}
        <KeyHelp keys={readOnly ? READING_KEYS : EDITING_KEYS} />
      </div>
      {selected && (
        // Escape goes back to the tree from any of the fields.
        <section
          key={selected.id}
          ref={form}
          className={`panel ${css.detail}`}
          aria-label={selected.label}
          onKeyDown={(event) => event.key === "Escape" && setFocus({ on: "tree" })}
        >
          <BranchForm
            context={context}
            node={selected}
            nameRef={name}
            onAdd={(label) => add(selected, label)}
            onRetire={() => retire(selected)}
            onRemove={() => remove(selected)}
          />
        </section>
      )}
    </div>
  );
}

const READING_KEYS = [
  ["↑ ↓ ← →", t("recorrer")],
  ["Enter", t("ver")],
  ["Esc", t("volver al árbol")],
] as const;
const EDITING_KEYS = [
  ["↑ ↓ ← →", t("recorrer")],
  ["Enter", t("editar")],
  ["+", t("agregar debajo")],
  [t("Supr"), t("retirar")],
  ["Esc", t("volver al árbol")],
] as const;
