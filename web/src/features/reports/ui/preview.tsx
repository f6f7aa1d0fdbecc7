/** The numbers of a definition as of now, the same as the screens and the API have. */
import { type OwnReportDefinition, usePreview } from "../../../api/own-reports";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SectionTables } from "./section-tables";
import css from "./reports.module.css";
import { t } from "../../../i18n/translate";

export function Preview({ definition }: { definition: OwnReportDefinition | null }) {
  const { data, error, refetch, isPlaceholderData } = usePreview(definition);
  return (
    <section className={`panel ${css.part} ${css.preview}`} aria-labelledby="vista-previa">
      <h2 id="vista-previa">{t("Así queda con las cifras de ahora")}</h2>
      {!definition ? (
        <Empty title={t("Falta algo para mostrar las cifras")}>
          {t("Escoja al menos una cifra en cada tabla, y los días en orden si son fijos.")}
        </Empty>
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se puede contar así.")} />
      ) : !data ? (
        <Loading label={t("Contando…")} />
      ) : (
        <div className={css.numbers} aria-busy={isPlaceholderData || undefined}>
          <p className={css.period}>
            {data.period}
            {data.until && <span className="quiet"> · {data.until}</span>}
          </p>
          <SectionTables sections={data.sections} />
        </div>
      )}
    </section>
  );
}
