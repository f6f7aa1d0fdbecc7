/** The end of a page: which rows it has, and the way to the next and the previous page. */
import { Button } from "@mantine/core";
import { formatInteger } from "../../formats";
import css from "./data-list.module.css";
import type { ListControl } from "./use-list-state";
import { t } from "../../i18n/translate";

interface PagerProps {
  control: ListControl;
  /** Rows of this page. */
  rows: number;
  /** Rows of a full page. */
  size: number;
  /** The cursor of the next page; null on the last one. */
  next: string | null;
  /** Rows of all pages, once they are counted. */
  total: number | undefined;
}

export function Pager({ control, rows, size, next, total }: PagerProps) {
  const first = control.page * size + 1;
  return (
    <footer className={css.pager}>
      <p className="quiet small" role="status">
        {rows === 0
          ? t("Sin filas")
          : t("{first} a {formatInteger}", {
              first: formatInteger(first),
              formatInteger: formatInteger(first + rows - 1),
            })}
        {rows > 0 && total !== undefined && t(" de {total}", { total: formatInteger(total) })}
      </p>
      {control.page > 0 && (
        <Button variant="default" size="sm" onClick={control.previous}>
          {t("Anteriores")}
        </Button>
      )}
      {next && (
        <Button variant="default" size="sm" onClick={() => control.next(next)}>
          {t("Siguientes")}
        </Button>
      )}
    </footer>
  );
}
