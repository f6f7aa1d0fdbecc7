/** The audiences of the guides, the user's own first. Pure. */
import type { Role } from "../../../api/help";
import type { Audience } from "./guide";
import { t } from "../../../i18n/translate";

/** The headings of docs/guias/README.md that concern each role. */
export const ROLE_AUDIENCES: Readonly<Record<Role, string>> = {
  asesor: t("Para quienes atienden"),
  asesor_escrita: t("Para quienes atienden"),
  funcionario: t("Para quienes atienden"),
  supervisor: t("Para quienes coordinan y supervisan"),
  coordinador: t("Para quienes coordinan y supervisan"),
  calidad: t("Para quienes evalúan la calidad"),
  interventoria: t("Para la interventoría"),
  admin: t("Para quienes operan el sistema"),
};

/** Return the audiences that have guides, those of the user's roles first. */
export function orderAudiences(audiences: readonly Audience[], roles: readonly string[]): Audience[] {
  const own = new Set(roles.map((role) => ROLE_AUDIENCES[role as Role]));
  const rank = ({ audience }: Audience) => (own.has(audience) ? 0 : 1);
  return audiences.filter(({ guides }) => guides.length > 0).sort((one, other) => rank(one) - rank(other));
}
