/** The topics of an article to choose from: kinds, themes and sub-themes, each with its parents' names. Pure. */
import type { Typology } from "../../../api/types";

interface Choice {
  value: string;
  label: string;
}

/** Return every part of the typology, a parent before its children. */
export const topicChoices = (typology: Pick<Typology, "kinds"> | undefined): Choice[] =>
  (typology?.kinds ?? []).flatMap((kind) => [
    { value: kind.id, label: kind.name },
    ...kind.themes.flatMap((theme) => [
      { value: `${kind.id}/${theme.id}`, label: `${kind.name} · ${theme.name}` },
      ...theme.subthemes.map(({ id, name }) => ({
        value: `${kind.id}/${theme.id}/${id}`,
        label: `${kind.name} · ${theme.name} · ${name}`,
      })),
    ]),
  ]);
