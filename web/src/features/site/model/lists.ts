/** The order of the items of a list. Pure. */

/** Return the list with one item a place earlier or later; the same list at its ends. */
export function moved<Item>(items: readonly Item[], index: number, by: -1 | 1): Item[] {
  const to = index + by;
  const next = [...items];
  const [item, other] = [items[index], items[to]];
  if (to < 0 || to >= items.length || item === undefined || other === undefined) return next;
  next[index] = other;
  next[to] = item;
  return next;
}
