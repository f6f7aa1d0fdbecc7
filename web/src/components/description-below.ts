/** Where two fields share a row, the description stands below, so that their inputs align. */
export const DESCRIPTION_BELOW: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];
