/** The editors of sections that have one of their own; every other section has the form of its schema. */
import { type ComponentType, lazy } from "react";
import type { EditorProps } from "./editor-props";

const MenusEditor = lazy(() => import("./special/menus/ui/menus-editor"));

export const EDITORS: Readonly<Record<string, ComponentType<EditorProps>>> = {
  lines: lazy(() => import("./special/lines/lines-editor")),
  menus: MenusEditor,
  steps: MenusEditor,
  calendars: lazy(() => import("./special/calendars/calendars-editor")),
  queues: lazy(() => import("./special/queues/queues-editor")),
  terms: lazy(() => import("./special/terms/terms-editor")),
  typology: lazy(() => import("./special/typology/typology-editor")),
};
