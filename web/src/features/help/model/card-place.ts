/** Where the card of a tour stands: beside its target, within the window. Pure. */

export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}
export interface CardPlace {
  left: number;
  top: number;
}

export const CARD_WIDTH = 336;
/** The height that the longest step needs. */
export const CARD_HEIGHT = 230;
const GAP = 12;
/** Below this width the style sheet puts the card at the lower edge. */
const NARROW = 640;

/**
 * Return the place of the card; undefined where the style sheet decides: in a narrow window.
 *
 * @param target null while it is not shown
 */
export function cardPlace(target: Rect | null, frame: { width: number; height: number }): CardPlace | undefined {
  if (frame.width < NARROW) return undefined;
  const corner = { left: frame.width - CARD_WIDTH - GAP * 2, top: frame.height - CARD_HEIGHT - GAP * 2 };
  if (!target || target.width * target.height > (frame.width * frame.height) / 3) return clamp(corner, frame);
  const right = target.left + target.width + GAP;
  const below = target.top + target.height + GAP;
  const beside = target.width < CARD_WIDTH / 2 && right + CARD_WIDTH + GAP <= frame.width;
  return clamp(beside ? { left: right, top: target.top } : { left: target.left, top: below }, frame);
}

const clamp = ({ left, top }: CardPlace, { width, height }: { width: number; height: number }): CardPlace => ({
  left: Math.max(GAP, Math.min(left, width - CARD_WIDTH - GAP)),
  top: Math.max(GAP, Math.min(top, height - CARD_HEIGHT - GAP)),
});
