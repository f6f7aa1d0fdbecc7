/** The audiences of the guides, the user's own first. Pure. */
import type { Role } from "../../../api/help";
import type { Audience } from "./guide";

/** The headings of docs/guias/README.md that concern each role. */
export const ROLE_AUDIENCES: Readonly<Record<Role, string>> = {
  asesor: "Para quienes atienden",
  asesor_escrita: "Para quienes atienden",
  funcionario: "Para quienes atienden",
  supervisor: "Para quienes coordinan y supervisan",
  coordinador: "Para quienes coordinan y supervisan",
  calidad: "Para quienes evalúan la calidad",
  interventoria: "Para la interventoría",
  admin: "Para quienes operan el sistema",
};

/** Return the audiences that have guides, those of the user's roles first. */
export function orderAudiences(audiences: readonly Audience[], roles: readonly string[]): Audience[] {
  const own = new Set(roles.map((role) => ROLE_AUDIENCES[role as Role]));
  const rank = ({ audience }: Audience) => (own.has(audience) ? 0 : 1);
  return audiences.filter(({ guides }) => guides.length > 0).sort((one, other) => rank(one) - rank(other));
}
