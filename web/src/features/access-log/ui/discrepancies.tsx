/** The accounts that differ from the entity's list of users. */
import type { AccessDiscrepancy } from "../../../api/access-log";
import { labelOf, useLabels } from "../../../labels";
import css from "../../quality/ui/quality.module.css";
import { sideState } from "../model/access-log";
import { t } from "../../../i18n/translate";

export function Discrepancies({ rows }: { rows: AccessDiscrepancy[] }) {
  const { access_discrepancies } = useLabels();
  if (rows.length === 0) return <p>{t("Las cuentas coinciden con la lista de la entidad.")}</p>;
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="diferencias">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Usuario")}</th>
            <th scope="col">{t("Diferencia")}</th>
            <th scope="col">{t("Aquí")}</th>
            <th scope="col">{t("En la lista")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.user}>
              <th scope="row">
                {each.user} {each.own && <span className={css.tag}>{t("Cuenta de quien revisa")}</span>}
              </th>
              <td data-label={t("Diferencia")}>{labelOf(access_discrepancies, each.kind)}</td>
              <td data-label={t("Aquí")}>{sideState(each, "here")}</td>
              <td data-label={t("En la lista")}>{sideState(each, "there")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
