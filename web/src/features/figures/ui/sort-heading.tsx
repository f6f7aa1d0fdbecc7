/** Headings by which a table is sorted, and the same choice as a list where the headings have no room. */
import { NativeSelect } from "@mantine/core";
import list from "../../../components/data-list/data-list.module.css";
import { directionOf, nextOrder } from "../model/table-order";
import own from "./figures.module.css";
import { t } from "../../../i18n/translate";

export interface SortColumn {
  id: string;
  name: string;
  textual?: boolean;
}
interface SortProps {
  columns: readonly SortColumn[];
  order: string;
  onOrder: (order: string) => void;
}

export function SortHeadings({ columns, order, onOrder }: SortProps) {
  return columns.map(({ id, name, textual = false }) => {
    const direction = directionOf(order, id);
    return (
      <th key={id} scope="col" className={textual ? undefined : "number"} aria-sort={direction}>
        <button type="button" className={list.sort} onClick={() => onOrder(nextOrder(order, id, textual))}>
          {name}
          <span aria-hidden="true">{direction ? (direction === "ascending" ? " ▲" : " ▼") : ""}</span>
        </button>
      </th>
    );
  });
}

export function SortSelect({ columns, order, onOrder }: SortProps) {
  return (
    <NativeSelect
      className={own.sortSelect}
      label={t("Ordenar por")}
      size="sm"
      value={order}
      onChange={(event) => onOrder(event.currentTarget.value)}
      data={[
        { value: "", label: t("Orden de la tabla") },
        ...columns.flatMap(({ id, name, textual }) =>
          textual
            ? [{ value: id, label: name }]
            : [
                { value: `-${id}`, label: t("{name}, mayor primero", { name }) },
                { value: id, label: t("{name}, menor primero", { name }) },
              ],
        ),
      ]}
    />
  );
}
