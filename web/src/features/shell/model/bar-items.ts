/** Which screens the bar at the bottom of a narrow window shows, and which ones its menu. Pure. */

/** Widths in px, with the text of the longest name. */
const ITEM = 76;
const MENU = 60;
/** The account and the way out, which are always visible. */
const FIXED = 96;
/** The other tools: help, shortcuts and colours. */
const TOOLS = 3 * MENU;

export interface BarItems<Item> {
  shown: readonly Item[];
  /** In the menu, below which the tools are, too. */
  hidden: readonly Item[];
  /** Whether there is a menu; without it, the tools are in the bar. */
  menu: boolean;
}

/** Return the first items that fit a width, the current one among them. */
export function barItems<Item>(items: readonly Item[], current: Item | undefined, width: number): BarItems<Item> {
  if (FIXED + TOOLS + items.length * ITEM <= width) return { shown: items, hidden: [], menu: false };
  const room = Math.max(1, Math.floor((width - FIXED - MENU) / ITEM));
  const first = items.slice(0, room);
  const shown = current === undefined || first.includes(current) ? first : [...first.slice(0, -1), current];
  return { shown, hidden: items.filter((each) => !shown.includes(each)), menu: true };
}
