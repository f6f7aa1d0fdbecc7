/** An entry of a table or of a list, which opens in place. */
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { isWithin, type Path } from "../model/document";
import { ComplaintCount, GroupComplaints } from "./complaints";
import { useSectionForm } from "./form-context";
import css from "./form.module.css";
import { t } from "../../../i18n/translate";

interface EntryCardProps {
  path: Path;
  name: string;
  /** What stands after the name: the id of the entry. */
  detail?: string;
  /** Whether it is new, and so begins open. */
  opens: boolean;
  remove: (() => void) | undefined;
  /** Moves it in its list. */
  move?: ((by: -1 | 1) => void) | undefined;
  children: ReactNode;
}

export function EntryCard({ path, name, detail, opens, remove, move, children }: EntryCardProps) {
  const { target } = useSectionForm();
  const isAimed = target !== null && isWithin(target, path);
  const [open, setOpen] = useState(opens || isAimed);
  useEffect(() => {
    if (isAimed) setOpen(true);
  }, [isAimed]);
  return (
    <details
      className={css.card}
      open={open}
      data-path={path.join("/")}
      onToggle={(event) => {
        if (event.target === event.currentTarget) setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <span className={css.name}>{name}</span>
        {detail !== undefined && detail !== name && <code className={css.id}>{detail}</code>}
        <ComplaintCount path={path} />
      </summary>
      {open && (
        <div className={css.content}>
          <GroupComplaints path={path} />
          {children}
          {(remove || move) && (
            <p className={css.acts}>
              {move && (
                <>
                  <Button size="compact-sm" variant="default" onClick={() => move(-1)}>
                    {t("Subir")}
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => move(1)}>
                    {t("Bajar")}
                  </Button>
                </>
              )}
              {remove && (
                <Button size="compact-sm" variant="default" color="ladrillo" onClick={remove}>
                  {t("Quitar «{name}»", { name })}
                </Button>
              )}
            </p>
          )}
        </div>
      )}
    </details>
  );
}
