/** What two persons changed at once, field by field: one's own value or the other one. */
import { Button } from "@mantine/core";
import { useId, useState } from "react";
import type { SiteConflict } from "../../../api/site";
import { FormDialog } from "../../../components/form-dialog";
import { countPhrase } from "../../../formats";
import type { Document } from "../editor-props";
import type { Side } from "../model/editing";
import { type JsonSchema, namesOf, schemaAt } from "../model/schema";
import { describeValue } from "../model/values";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

interface ConflictDialogProps {
  title: string;
  explanation: string;
  schema: JsonSchema;
  document: Document;
  conflicts: readonly SiteConflict[];
  /** Whose value is called «mine» and «theirs» in a conflict. */
  mineName: string;
  theirsName: (conflict: SiteConflict) => string;
  busy: boolean;
  error: unknown;
  settle: (sides: Side[]) => void;
  close: () => void;
}

export function ConflictDialog(props: ConflictDialogProps) {
  const { title, explanation, conflicts, mineName, busy, error, settle, close } = props;
  const [sides, setSides] = useState<readonly (Side | null)[]>(() => conflicts.map(() => null));
  const left = sides.filter((side) => side === null).length;
  const choose = (index: number, side: Side) => setSides(sides.map((each, at) => (at === index ? side : each)));
  return (
    <FormDialog
      title={title}
      submitLabel={
        left > 0 ? t("Por elegir: {fields}", { fields: countPhrase(left, "campo", "campos") }) : t("Aplicar")
      }
      canSubmit={left === 0}
      busy={busy}
      error={error}
      onSubmit={() => settle(sides.filter((side): side is Side => side !== null))}
      onClose={close}
      wide
    >
      <p>{explanation}</p>
      {conflicts.length > 1 && (
        <p className={css.acts}>
          <Button size="compact-sm" variant="default" onClick={() => setSides(conflicts.map(() => "mine"))}>
            {t("En todos: {name}", { name: mineName })}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setSides(conflicts.map(() => "theirs"))}>
            {t("En todos: la otra")}
          </Button>
        </p>
      )}
      {conflicts.map((conflict, index) => (
        <ConflictChoice
          key={conflict.path.join("/")}
          {...props}
          conflict={conflict}
          side={sides[index] ?? null}
          choose={(side) => choose(index, side)}
        />
      ))}
    </FormDialog>
  );
}

interface ConflictChoiceProps extends ConflictDialogProps {
  conflict: SiteConflict;
  side: Side | null;
  choose: (side: Side) => void;
}

function ConflictChoice({ schema, document, conflict, mineName, theirsName, side, choose }: ConflictChoiceProps) {
  const name = useId();
  const field = schemaAt(schema, document, conflict.path);
  const options = [
    ["mine", mineName, conflict.mine],
    ["theirs", theirsName(conflict), conflict.theirs],
  ] as const;
  return (
    <fieldset className={css.conflict}>
      <legend>{namesOf(schema, document, conflict.path).join(" › ")}</legend>
      <p className="quiet small">{t("Antes: {value}", { value: describeValue(field, conflict.before) })}</p>
      <div className={css.sides}>
        {options.map(([value, label, content]) => (
          <label key={value} className={css.side} data-chosen={side === value || undefined}>
            <span>
              <input type="radio" name={name} checked={side === value} onChange={() => choose(value)} /> {label}
            </span>
            <strong>{describeValue(field, content)}</strong>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
