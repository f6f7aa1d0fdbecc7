/** Hashes, versions and internal ids, folded: few readers need them, and those who do can open and copy them. */
import type { ReactNode } from "react";
import { t } from "../i18n/translate";

interface TechnicalDetailsProps {
  /** What they belong to, with its preposition: «del sello». For screen readers, where several stand on one screen. */
  about?: string;
  children: ReactNode;
}

export function TechnicalDetails({ about, children }: TechnicalDetailsProps) {
  return (
    <details className="technical small quiet">
      <summary>
        {t("Detalles técnicos")}
        {about && <span className="unseen"> {about}</span>}
      </summary>
      {children}
    </details>
  );
}
