/** The menus and steps of a line as a tree; a menu or step that it already shows is not repeated. */
import type { SimulationResult, SimulatorMenu, SimulatorSite, SimulatorStep } from "../../../api/simulations";
import { t } from "../../../i18n/translate";

export interface TreeNode {
  /** The key of an option; empty for a way out of a step. */
  key: string;
  label: string;
  /** The menu that opens here, or null. */
  menu: SimulatorMenu | null;
  /** The step that begins here, or null. */
  step: SimulatorStep | null;
  target: string;
  branches: TreeNode[];
}

interface Way {
  key?: string;
  label: string;
  to: SimulatorSite["menus"][number]["options"][number]["to"];
  target: string;
}

export function treeOf(site: SimulatorSite, line: string): TreeNode | null {
  const menus = new Map(site.menus.map((menu) => [menu.id, menu]));
  const steps = new Map(site.steps.map((step) => [step.id, step]));
  const queues = new Map(site.queues.map(({ id, name }) => [id, name]));
  const shownSteps = new Set<string>();
  const root = menus.get(site.lines.find(({ id }) => id === line)?.menu ?? "");
  if (!root) return null;
  const nodeOf = (way: Way, above: readonly string[]): TreeNode => {
    const node = { key: way.key ?? "", label: way.label, menu: null, step: null, branches: [] };
    switch (way.to) {
      case "menu": {
        const menu = above.includes(way.target) ? undefined : menus.get(way.target);
        return menu
          ? { ...node, menu, target: "", branches: nodesOf(menu.options, [...above, menu.id]) }
          : { ...node, target: t("vuelve a un menú de arriba") };
      }
      case "step": {
        const step = steps.get(way.target);
        if (!step) return { ...node, target: way.target };
        if (shownSteps.has(step.id)) return { ...node, target: t("sigue en «{step}»", { step: step.name }) };
        shownSteps.add(step.id);
        return { ...node, step, target: step.name, branches: nodesOf(step.ways, above) };
      }
      case "queue":
        return { ...node, target: t("cola {queue}", { queue: queues.get(way.target) ?? way.target }) };
      case "information":
        return { ...node, target: t("información") };
      case "goodbye":
        return { ...node, target: t("se despide") };
    }
  };
  const nodesOf = (ways: readonly Way[], above: readonly string[]) => ways.map((way) => nodeOf(way, above));
  const branches = nodesOf(root.options, [root.id]);
  return { key: "", label: t("Menú principal"), menu: root, step: null, target: "", branches };
}

/** Whether the call came through a step; it passes a branch without a stay, so a branch is known by what follows it. */
export const hasPassed = (node: TreeNode, passed: SimulationResult["steps"]): boolean =>
  node.step !== null &&
  (passed.includes(node.step.id) ||
    (node.step.kind === "branch" && node.branches.some((each) => hasPassed(each, passed))));
