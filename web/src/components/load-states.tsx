/** The states of a screen without data: loading, empty, or failed. Each says what to do. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import css from "./load-states.module.css";
import { t } from "../i18n/translate";

export function Loading({ label }: { label: string }) {
  return (
    <p className={css.loading} role="status" data-loading>
      <span className={css.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {label}
    </p>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <p className={css.title}>{title}</p>
      {children && <p className="quiet">{children}</p>}
    </div>
  );
}

/** An error message in its place: the server's own sentence, and a retry button where a retry is possible. */
export function Failure({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const detail = error instanceof ApiProblem ? error.message : t("Algo falló en esta pantalla. Vuelva a cargarla.");
  return (
    <div className={css.failure} role="alert">
      <p>
        {title && <strong>{title} </strong>}
        {detail}
      </p>
      {retry && (
        <Button size="xs" variant="default" onClick={retry}>
          {t("Intentar de nuevo")}
        </Button>
      )}
    </div>
  );
}
