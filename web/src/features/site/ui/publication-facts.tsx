/** Who published a version, from what, and why. */
import type { Publication } from "../../../api/site";
import { TechnicalDetails } from "../../../components/technical-details";
import { t } from "../../../i18n/translate";
import page from "../../quality/ui/quality.module.css";
import { authorsPhrase, originName } from "../model/phrases";

export function Facts({ publication }: { publication: Publication }) {
  return (
    <>
      <dl className={page.facts}>
        <dt>{t("Publicó")}</dt>
        <dd>{authorsPhrase(publication)}</dd>
        <dt>{t("Viene de")}</dt>
        <dd>{originName(publication.origin)}</dd>
        {publication.reason && (
          <>
            <dt>{t("Motivo")}</dt>
            <dd>{publication.reason}</dd>
          </>
        )}
      </dl>
      <TechnicalDetails about={t("de la versión")}>
        <p>
          {t("Versión")} <code>{publication.version}</code>
        </p>
      </TechnicalDetails>
    </>
  );
}
