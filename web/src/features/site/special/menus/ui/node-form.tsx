/** The form beside the tree: what the chosen node says, and where it leads. */
import { NativeSelect } from "@mantine/core";
import type { KeyboardEvent, Ref } from "react";
import { Complaints, EntryField, type FieldContext, NumberField, TextField } from "../../common/fields";
import { PromptField } from "../../common/prompt-field";
import fields from "../../common/fields.module.css";
import { type Edit, fieldsOf, idsOf, textsOf, valueAt } from "../../common/values";
import { CaseConditions } from "./case-conditions";
import { moveOption } from "../model/edits";
import { FallbackForm, MenuForm } from "./menu-form";
import { StepForm } from "./step-form";
import { TargetField } from "./target-field";
import { KEYS, type TreeNode } from "../model/tree";
import css from "./menus.module.css";
import { t } from "../../../../../i18n/translate";

interface NodeFormProps {
  ref: Ref<HTMLDivElement>;
  context: FieldContext;
  node: TreeNode;
  apply: (edits: readonly Edit[]) => void;
  onMove: (key: string) => void;
  onAddOption: (menu: string, key: string) => void;
  onRemove: (node: TreeNode) => void;
  /** Select the node that draws a menu or step. */
  onShow: (place: readonly string[]) => void;
  onLeave: () => void;
}

export function NodeForm({ ref, context, node, apply, onMove, onAddOption, onRemove, onShow, onLeave }: NodeFormProps) {
  const { opens, elsewhere } = node;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onLeave();
  };
  const remove = node.kind === "loose" && !context.readOnly ? () => onRemove(node) : null;
  return (
    // Escape goes back to the tree from any of the fields.
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside take the keys
    <div ref={ref} className={css.form} tabIndex={-1} onKeyDown={leave}>
      <button type="button" className={`${fields.link} ${css.back}`} onClick={onLeave}>
        {t("Volver al árbol")}
      </button>
      <h3>{titleOf(node)}</h3>
      <OwnFields context={context} node={node} apply={apply} onMove={onMove} />
      {elsewhere && (
        <p>
          <button type="button" className={fields.link} onClick={() => onShow(elsewhere)}>
            {t("Ir a donde está")}
          </button>
        </p>
      )}
      {opens?.[0] === "menus" && opens[1] !== undefined && (
        <MenuForm
          context={context}
          menu={opens[1]}
          addOption={(key) => onAddOption(opens[1] ?? "", key)}
          remove={remove}
        />
      )}
      {opens?.[0] === "steps" && opens[1] !== undefined && (
        <StepForm context={context} step={opens[1]} apply={apply} remove={remove} />
      )}
    </div>
  );
}

const titleOf = (node: TreeNode): string =>
  node.kind === "option" ? t("Tecla {key}: {label}", { key: node.key, label: node.label }) : node.label;

type OwnFieldsProps = Pick<NodeFormProps, "context" | "node" | "apply" | "onMove">;

function OwnFields({ context, node, apply, onMove }: OwnFieldsProps) {
  const { document } = context;
  switch (node.kind) {
    case "line":
      return (
        <p className="quiet">
          {t("Números: {numbers}. Los demás datos de la línea están en «Líneas».", {
            numbers: textsOf(valueAt(document, [...node.path, "numbers"])).join(", "),
          })}
        </p>
      );
    case "prompt":
      return <PromptField context={context} label={t("Mensaje")} path={node.path} />;
    case "menu":
      return (
        <div className={fields.fields}>
          <EntryField context={context} label={t("Primer menú de la línea")} section="menus" path={node.path} />
        </div>
      );
    case "option":
      return <OptionFields context={context} node={node} apply={apply} onMove={onMove} />;
    case "way":
      return <WayFields context={context} node={node} apply={apply} />;
    case "fallback":
      return <FallbackForm context={context} menu={node.path[1] ?? ""} />;
    case "loose":
    case "group":
      return <p className="quiet">{t("Nada lleva aquí. Elija en otro menú una opción que lleve a él, o bórrelo.")}</p>;
  }
}

function OptionFields({ context, node, apply, onMove }: OwnFieldsProps) {
  const { document, complaints, readOnly } = context;
  const menu = node.path[1] ?? "";
  const taken = Object.keys(fieldsOf(valueAt(document, ["menus", menu, "options"])));
  return (
    <div className={fields.fields}>
      <div className={fields.whole}>
        <Complaints complaints={complaints} path={node.path} />
      </div>
      <TextField context={context} label={t("Qué ofrece")} path={[...node.path, "label"]} maxLength={120} />
      <NativeSelect
        label={t("Tecla")}
        value={node.key}
        disabled={readOnly}
        onChange={(event) => onMove(event.currentTarget.value)}
        data={KEYS.map((key) => ({
          value: key,
          label: key !== node.key && taken.includes(key) ? t("{key} (la cambia con esa opción)", { key }) : key,
        }))}
      />
      <TargetField context={context} path={node.path} above={menu} mayEnd={false} apply={apply} />
      <NumberField
        context={context}
        label={t("Prioridad")}
        description={t("Cuenta como si hubiera llegado antes.")}
        path={[...node.path, "head_start_s"]}
        min={0}
        max={3600}
        byDefault={0}
        unit={t(" segundos")}
      />
    </div>
  );
}

function WayFields({ context, node, apply }: Omit<OwnFieldsProps, "onMove">) {
  const [, step = "", kind, list, index] = node.path;
  const isCase = kind === "branch" && list === "cases" && index !== undefined;
  const above = idsOf(context.document, "menus")[0] ?? "";
  return (
    <div className={fields.fields}>
      {isCase && <CaseConditions context={context} step={step} index={Number(index)} apply={apply} />}
      <TargetField context={context} path={node.path} above={above} mayEnd apply={apply} />
    </div>
  );
}

/** Return the edits that give an option another key, and the id of its node then. */
export function moved(context: FieldContext, node: TreeNode, key: string): { edits: Edit[]; id: string } {
  const edits = moveOption(context.document, node.path[1] ?? "", node.key, key);
  return { edits, id: `${node.id.slice(0, node.id.lastIndexOf("/"))}/${key}` };
}
