/** One indicator of a period: its figure, its counts, its target, and the discount for missing it. */
import type { Definition, Figure } from "../../../../api/indicators";
import { fractionLabel, intervalLabel, targetLabel, formatValue } from "../../model/indicator-labels";
import { useLabels } from "../../../../labels";
import css from "../oversight.module.css";
import { locale, t } from "../../../../i18n/translate";

export const meetsAttribute = (meets: boolean | null): "yes" | "no" | undefined =>
  meets === null ? undefined : meets ? "yes" : "no";

export function IndicatorCard({
  definition,
  figure,
  chosen,
  choose,
}: {
  definition: Definition;
  figure: Figure | undefined;
  chosen: boolean;
  choose: () => void;
}) {
  const labels = useLabels();
  const meets = figure?.meets ?? null;
  return (
    <button
      type="button"
      className={css.card}
      aria-pressed={chosen}
      data-meets={meetsAttribute(meets)}
      onClick={choose}
    >
      <strong>{definition.name}</strong>
      <span className={`num ${css.value}`}>{figure ? formatValue(figure.value, figure.unit) : "–"}</span>
      <span className="quiet small num">
        {figure && figure.denominator > 0 ? fractionLabel(figure) : t("nada que contar")}
      </span>
      {figure?.sample && <span className="quiet small num">{intervalLabel(figure.sample)}</span>}
      <span className={css.verdict}>
        {targetLabel(labels, definition)}
        {figure && <TargetVerdict figure={figure} />}
      </span>
    </button>
  );
}

/** An indicator without a target: its name and figure. */
export function IndicatorTile({
  definition,
  figure,
  chosen,
  choose,
}: {
  definition: Definition;
  figure: Figure | undefined;
  chosen: boolean;
  choose: () => void;
}) {
  return (
    <button
      type="button"
      className={css.tile}
      aria-pressed={chosen}
      onClick={choose}
      title={figure?.denominator ? fractionLabel(figure) : undefined}
    >
      {definition.name} <strong className="num">{figure ? formatValue(figure.value, figure.unit) : "–"}</strong>
    </button>
  );
}

/** Whether the target is met, in words: never in colour alone. */
export function TargetVerdict({ figure }: { figure: Pick<Figure, "meets" | "discount"> }) {
  if (figure.meets === null) return null;
  if (figure.meets) return <span className={css.met}>{t("cumple")}</span>;
  const costs =
    figure.discount && Number(figure.discount) > 0
      ? t(" · descuento {discount} %", { discount: Number(figure.discount).toLocaleString(locale) })
      : "";
  return <span className={css.discount}>{t("no cumple{costs}", { costs })}</span>;
}
