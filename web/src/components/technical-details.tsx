/** Hashes, versions and internal ids, folded: few readers need them, and those who do can open and copy them. */
import type { ReactNode } from "react";

interface TechnicalDetailsProps {
  /** What they belong to, for screen readers, where several stand on one screen. */
  about?: string;
  children: ReactNode;
}

export function TechnicalDetails({ about, children }: TechnicalDetailsProps) {
  return (
    <details className="small quiet">
      <summary>
        Detalles técnicos
        {about && <span className="unseen"> de {about}</span>}
      </summary>
      {children}
    </details>
  );
}
