/** The menus of the line as a tree, with the way of the call in it. */
import type { SimulationResult, SimulatorSite } from "../../../api/simulations";
import { hasPassed, treeOf, type TreeNode } from "../model/menu-tree";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

interface MenuTreeProps {
  site: SimulatorSite;
  line: string;
  result: SimulationResult | null;
}

export function MenuTree({ site, line, result }: MenuTreeProps) {
  const root = treeOf(site, line);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="arbol">
      <h2 id="arbol">{t("Menús de la línea")}</h2>
      {root?.menu ? (
        <>
          <p className={css.here} data-here={isHere(root, result) || undefined}>
            {root.label}
            {isHere(root, result) && <Here />}
          </p>
          <Branches menu={root.menu.id} nodes={root.branches} result={result} />
        </>
      ) : (
        <p className="quiet">{t("La línea no tiene menú.")}</p>
      )}
    </section>
  );
}

const CHOOSING = new Set(["key", "prompt"]);
const isHere = ({ menu, step }: TreeNode, result: MenuTreeProps["result"]) => {
  if (result === null || result.state.meets === "nothing") return false;
  const { state } = result;
  if (step !== null) return step.id === state.step;
  return menu?.id === state.menu && CHOOSING.has(state.meets) && state.stage === "choosing";
};

const Here = () => <span className={css.mark}>{t("está aquí")}</span>;

interface BranchesProps {
  /** The menu of these options; empty for the ways out of a step. */
  menu: string;
  nodes: readonly TreeNode[];
  result: MenuTreeProps["result"];
}

function Branches({ menu, nodes, result }: BranchesProps) {
  const chosen = new Set((result?.state.choices ?? []).filter((each) => each.menu === menu).map(({ key }) => key));
  const markOf = (node: TreeNode) =>
    node.key ? chosen.has(node.key) && t("marcada") : hasPassed(node, result?.steps ?? []) && t("pasó por aquí");
  return (
    <ul className={css.tree}>
      {nodes.map((node) => (
        <li key={node.key || node.label}>
          <p
            className={css.here}
            data-here={isHere(node, result) || undefined}
            data-chosen={!!markOf(node) || undefined}
          >
            {node.key ? <kbd>{node.key}</kbd> : null} {node.label}
            {node.target && <span className="quiet"> → {node.target}</span>}
            {isHere(node, result) ? <Here /> : markOf(node) && <span className={css.mark}>{markOf(node)}</span>}
          </p>
          {node.branches.length > 0 && <Branches menu={node.menu?.id ?? ""} nodes={node.branches} result={result} />}
        </li>
      ))}
    </ul>
  );
}
