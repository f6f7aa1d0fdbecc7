/**
 * The rows of a list: sortable headings, a check box for each row where rows can be chosen together, and the keyboard.
 * ↓ and ↑ (or J and K) move between rows, Enter opens one, X marks it. On a narrow screen each row is a card. Its ARIA
 * roles are explicit, because browsers drop the table semantics of cards.
 */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef } from "react";
import { useFirstPaint } from "../after-paint";
import { LIST_KEYS, useRegisteredShortcuts } from "../../keyboard-shortcuts";
import { addressOf } from "../../practice-mode";
import { navigate } from "../../router";
import css from "./data-list.module.css";
import { movedIndex, toggleSelection } from "./list-state";
import { t } from "../../i18n/translate";

export interface Column<Row> {
  id: string;
  label: string;
  render: (row: Row) => ReactNode;
  numeric?: boolean;
  /** Orders that the heading changes between, the first one first. */
  sorts?: readonly string[];
}

/** More than a window shows: the rows below are drawn after these are painted. */
const FIRST_ROWS = 20;
/** For a list whose rows can be marked. */
const MARKED_LIST_KEYS = [...LIST_KEYS, { label: "X", does: t("Marcar la fila") }];

interface DataTableProps<Row> {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  idOf: (row: Row) => string;
  /** The address of a row's page. */
  hrefOf: (row: Row) => string;
  /** The column with the link to that page; the first one while it is hidden. */
  linkColumn: string;
  /** The row that is open beside the list. */
  chosen?: string;
  /** The id of the heading that names the table. */
  labelledBy: string;
  sort?: string;
  onSort?: (sort: string) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, columns, idOf, labelledBy, selected, onSelect } = props;
  const ref = useRef<HTMLTableSectionElement>(null);
  const ids = rows.map(idOf);
  const drawn = useFirstPaint() ? rows : rows.slice(0, FIRST_ROWS);
  useRegisteredShortcuts(onSelect ? MARKED_LIST_KEYS : LIST_KEYS);
  const move = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const links = [...(ref.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
    const index = links.findIndex((link) => link.closest("tr")?.contains(event.target as Node));
    const id = ids[index];
    if (event.key === "x" && onSelect && selected && id !== undefined) {
      event.preventDefault();
      onSelect(toggleSelection(selected, [id]));
      return;
    }
    const to = movedIndex(event.key, index, links.length);
    if (to === null) return;
    event.preventDefault();
    links[to]?.focus();
  };
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby={labelledBy}>
      <table className="list" role="table" aria-labelledby={labelledBy}>
        <thead role="rowgroup">
          <tr role="row">
            {onSelect && selected && (
              <th role="columnheader" scope="col" className={css.mark}>
                <input
                  type="checkbox"
                  aria-label={t("Marcar todas las filas de la página")}
                  checked={ids.length > 0 && ids.every((id) => selected.has(id))}
                  onChange={() => onSelect(toggleSelection(selected, ids))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" ref={ref} onKeyDown={move}>
          {drawn.map((row) => (
            <DataRow key={idOf(row)} row={row} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const sorts = column.sorts ?? [];
  const at = sort === undefined ? -1 : sorts.indexOf(sort);
  const next = sorts[(at + 1) % sorts.length];
  const order = at < 0 ? undefined : sort?.startsWith("-") ? ("descending" as const) : ("ascending" as const);
  return (
    <th role="columnheader" scope="col" className={column.numeric ? "number" : undefined} aria-sort={order}>
      {next !== undefined && onSort ? (
        <button type="button" className={css.sort} onClick={() => onSort(next)}>
          {column.label} <span aria-hidden="true">{order ? (order === "ascending" ? "↑" : "↓") : "↕"}</span>
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

/** Return the content of a cell; a dash if it has none, so that it does not look like data that are still to come. */
const contentOrDash = (content: ReactNode): ReactNode => (content === "" || content == null ? "–" : content);

function DataRow<Row>({ row, ...list }: DataTableProps<Row> & { row: Row }) {
  const { columns, idOf, hrefOf, chosen, selected, onSelect } = list;
  const id = idOf(row);
  const linked = columns.some((each) => each.id === list.linkColumn) ? list.linkColumn : columns[0]?.id;
  return (
    <tr role="row" data-chosen={id === chosen || undefined}>
      {onSelect && selected && (
        <td role="cell" className={css.mark}>
          <input
            type="checkbox"
            aria-label={t("Marcar {id}", { id })}
            checked={selected.has(id)}
            onChange={() => onSelect(toggleSelection(selected, [id]))}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          role="cell"
          data-label={column.label}
          data-column={column.id}
          className={column.numeric ? "number num" : undefined}
        >
          {column.id === linked ? (
            <RowLink href={hrefOf(row)} chosen={id === chosen}>
              {column.render(row)}
            </RowLink>
          ) : (
            contentOrDash(column.render(row))
          )}
        </td>
      ))}
    </tr>
  );
}

function RowLink({ href, chosen, children }: { href: string; chosen: boolean; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={addressOf(href)} data-row-link aria-current={chosen || undefined} onClick={follow}>
      {children}
    </a>
  );
}
