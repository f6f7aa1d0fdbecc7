/** The filters of a list of training, with its saved views. */
import type { ReactNode } from "react";
import type { ListName } from "../../../api/lists";
import listCss from "../../../components/data-list/data-list.module.css";
import { FilterBar } from "../../../components/data-list/filter-bar";
import { ViewsMenu } from "../../../components/data-list/list-menus";
import type { FilterSpec } from "../../../components/data-list/list-state";
import type { ListControl } from "../../../components/data-list/use-list-state";
import css from "./training.module.css";

interface ListBarProps {
  list: ListName;
  control: ListControl;
  specs: readonly FilterSpec[];
  children?: ReactNode;
}

export function ListBar({ list, control, specs, children }: ListBarProps) {
  return (
    <div className={css.bar}>
      <FilterBar specs={specs} filters={control.state.filters} onChange={(filters) => control.set({ filters })} />
      <div className={listCss.tools}>
        <ViewsMenu list={list} control={control} />
        {children}
      </div>
    </div>
  );
}
