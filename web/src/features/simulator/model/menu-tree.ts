/** The menus of a line as a tree; a menu that is already above in its branch is not repeated. */
import type { SimulatorMenu, SimulatorSite } from "../../../api/simulations";
import { t } from "../../../i18n/translate";

export interface TreeNode {
  key: string;
  label: string;
  /** The menu that the key opens here, or null. */
  menu: SimulatorMenu | null;
  target: string;
  branches: TreeNode[];
}

export function treeOf(site: SimulatorSite, line: string): TreeNode | null {
  const menus = new Map(site.menus.map((menu) => [menu.id, menu]));
  const queues = new Map(site.queues.map(({ id, name }) => [id, name]));
  const root = menus.get(site.lines.find(({ id }) => id === line)?.menu ?? "");
  if (!root) return null;
  const branchesOf = (menu: SimulatorMenu, above: readonly string[]): TreeNode[] =>
    menu.options.map(({ key, label, to, target }) => {
      const next = to === "menu" && !above.includes(target) ? (menus.get(target) ?? null) : null;
      const where =
        to === "queue"
          ? t("cola {queue}", { queue: queues.get(target) ?? target })
          : to === "information"
            ? t("información")
            : to === "menu" && !next
              ? t("vuelve a un menú de arriba")
              : "";
      return { key, label, menu: next, target: where, branches: next ? branchesOf(next, [...above, next.id]) : [] };
    });
  return { key: "", label: t("Menú principal"), menu: root, target: "", branches: branchesOf(root, [root.id]) };
}
