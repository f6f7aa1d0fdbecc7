/** The menus of the line as a tree, with the way of the call in it. */
import type { SimulationResult, SimulatorSite } from "../../../api/simulations";
import { treeOf, type TreeNode } from "../model/menu-tree";
import css from "./simulator.module.css";
import { t } from "../../../i18n/translate";

interface MenuTreeProps {
  site: SimulatorSite;
  line: string;
  state: SimulationResult["state"] | null;
}

export function MenuTree({ site, line, state }: MenuTreeProps) {
  const root = treeOf(site, line);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="arbol">
      <h2 id="arbol">{t("Menús de la línea")}</h2>
      {root?.menu ? (
        <>
          <p className={css.here} data-here={isHere(root, state) || undefined}>
            {root.label}
            {isHere(root, state) && <Here />}
          </p>
          <Branches menu={root.menu.id} nodes={root.branches} state={state} />
        </>
      ) : (
        <p className="quiet">{t("La línea no tiene menú.")}</p>
      )}
    </section>
  );
}

const CHOOSING = new Set(["key", "prompt"]);
const isHere = (node: TreeNode, state: MenuTreeProps["state"]) =>
  state !== null && node.menu?.id === state.menu && CHOOSING.has(state.meets) && state.stage === "choosing";

const Here = () => <span className={css.mark}>{t("está aquí")}</span>;

function Branches({ menu, nodes, state }: { menu: string; nodes: readonly TreeNode[]; state: MenuTreeProps["state"] }) {
  const chosen = new Set((state?.choices ?? []).filter((each) => each.menu === menu).map(({ key }) => key));
  return (
    <ul className={css.tree}>
      {nodes.map((node) => (
        <li key={node.key}>
          <p
            className={css.here}
            data-here={isHere(node, state) || undefined}
            data-chosen={chosen.has(node.key) || undefined}
          >
            <kbd>{node.key}</kbd> {node.label}
            {node.target && <span className="quiet"> → {node.target}</span>}
            {isHere(node, state) ? <Here /> : chosen.has(node.key) && <span className={css.mark}>{t("marcada")}</span>}
          </p>
          {node.menu && node.branches.length > 0 && (
            <Branches menu={node.menu.id} nodes={node.branches} state={state} />
          )}
        </li>
      ))}
    </ul>
  );
}
