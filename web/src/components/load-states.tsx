/** What a screen shows when it has nothing to show yet, nothing at all, or something went wrong: each says what to do. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/problem";
import css from "./load-states.module.css";

export function Loading({ what }: { what: string }) {
  return (
    <p className={css.loading} role="status">
      <span className={css.dots} aria-hidden="true"><i /><i /><i /></span>
      {what}
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

/** A problem in its place: the server's own sentence, and a way to try again where there is one. */
export function Failure({ error, again, what }: { error: unknown; again?: () => void; what?: string }) {
  const detail = error instanceof ApiProblem ? error.message : "Algo falló en esta pantalla. Vuelva a cargarla.";
  return (
    <div className={css.failure} role="alert">
      <p>{what && <strong>{what} </strong>}{detail}</p>
      {again && <Button size="xs" variant="default" onClick={again}>Intentar de nuevo</Button>}
    </div>
  );
}
