/** The same calls under every variant of each formula, side by side: how much a figure depends on its definition. */
import { type Definition, useSensitivity, type Variant } from "../../../../api/indicators";
import { fractionLabel, isOfQuality, targetLabel, formatValue, variantLabel } from "../../model/indicator-labels";
import type { IndicatorView } from "../../model/indicator-view";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { meetsAttribute, TargetVerdict } from "./indicator-card";
import { useLabels } from "../../../../labels";
import css from "../oversight.module.css";
import { decimalSign, t } from "../../../../i18n/translate";

export function SensitivityPane({
  view,
  show,
}: {
  view: IndicatorView;
  show: (change: Partial<IndicatorView>) => void;
}) {
  const { data, error, refetch } = useSensitivity(view);
  const labels = useLabels();
  if (error)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudieron calcular las variantes.")} />;
  if (!data) return <Loading label={t("Calculando cada variante…")} />;
  const several = data.indicators.filter(({ variants }) => variants.length > 1);
  const chosen = several.find(({ definition }) => definition.id === view.indicator) ?? several[0];
  if (!chosen)
    return (
      <Empty title={t("No hay variantes que comparar")}>
        {t("Ningún indicador de estos días admite otra fórmula.")}
      </Empty>
    );
  const { definition, variants } = chosen;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="variantes">
      <header>
        <h2 id="variantes">{t("{name}, con cada fórmula posible", { name: definition.name })}</h2>
        <span className="quiet">{targetLabel(labels, definition)}</span>
      </header>
      <p className={css.formula}>
        {isOfQuality(definition.formula)
          ? t(
              "Las mismas evaluaciones del mismo período. El contrato fija una fórmula; aquí se ve cuánto cambiaría la cifra con otra.",
            )
          : t(
              "Las mismas llamadas del mismo período. El contrato fija una fórmula; aquí se ve cuánto cambiaría la cifra con otra.",
            )}
      </p>
      <div className={css.segments} role="group" aria-label={t("Indicador")}>
        {several.map(({ definition: { id, name } }) => (
          <button key={id} type="button" aria-pressed={id === definition.id} onClick={() => show({ indicator: id })}>
            {name}
          </button>
        ))}
      </div>
      <p>{spreadLabel(variants, definition.unit)}</p>
      <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="variantes">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{t("Fórmula")}</th>
              <th scope="col">{t("Cifra")}</th>
              <th scope="col" className="number">
                {t("Numerador ÷ denominador")}
              </th>
              <th scope="col" className="number">
                {t("Diferencia con la del contrato")}
              </th>
              <th scope="col">{t("Meta")}</th>
            </tr>
          </thead>
          <tbody>
            {variants.map((each, index) => (
              <tr key={index} data-all={each.chosen || undefined} data-chosen={each.chosen || undefined}>
                <th scope="row" className={css.wide}>
                  {variantLabel(labels, each.formula)}
                  {each.chosen && (
                    <>
                      {" "}
                      <span className={css.plainTag}>{t("la del contrato")}</span>
                    </>
                  )}
                </th>
                <td className="num" data-meets={meetsAttribute(each.meets)}>
                  <span className={css.aligned}>{formatValue(each.value, definition.unit)}</span>
                  <VariantBar variant={each} definition={definition} />
                </td>
                <td className="number num">
                  {each.denominator ? fractionLabel({ ...each, unit: definition.unit }) : "–"}
                </td>
                <td className="number num">
                  {each.chosen ? "–" : variantDifference(each, variants[0], definition.unit)}
                </td>
                <td>
                  <TargetVerdict figure={{ meets: each.meets, discount: each.discount }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Return the spread of the variants as a sentence, from the lowest to the highest. */
export function spreadLabel(variants: Variant[], unit: Definition["unit"]): string {
  const known = variants.filter((each) => each.value !== null).sort((a, b) => Number(a.value) - Number(b.value));
  const [low, high] = [known[0], known.at(-1)];
  if (!low || !high) return t("No hubo llamadas con las que comparar.");
  const meet = known.filter((each) => each.meets).length;
  const judged = known.some((each) => each.meets !== null)
    ? t("; cumplen la meta {meet} de {known}", { meet, known: known.length })
    : "";
  return t("Según la fórmula, la cifra va de {value} a {value2}{judged}.", {
    value: formatValue(low.value, unit),
    value2: formatValue(high.value, unit),
    judged,
  });
}

/** Return the difference in hundredths, computed with integers, so that it matches the printed figures. */
export function variantDifference(variant: Variant, chosen: Variant | undefined, unit: Definition["unit"]): string {
  if (variant.value === null || !chosen?.value) return "–";
  const hundredths = Math.round(Number(variant.value) * 100) - Math.round(Number(chosen.value) * 100);
  const sign = hundredths > 0 ? "+" : hundredths < 0 ? "−" : "";
  return `${sign}${(Math.abs(hundredths) / 100).toFixed(2).replace(".", decimalSign)} ${unit === "percent" ? t("puntos") : "s"}`;
}

function VariantBar({ variant, definition: { unit, target } }: { variant: Variant; definition: Definition }) {
  if (unit !== "percent" || variant.value === null) return null;
  return (
    <span className={css.meter} aria-hidden="true">
      <i style={{ width: `${Math.min(100, Number(variant.value))}%` }} />
      {target !== null && <b style={{ left: `${target}%` }} />}
    </span>
  );
}
