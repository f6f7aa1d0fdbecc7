/** The lines of a site: one at a time, with what a caller meets in words. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { SegmentedControl } from "../../../../components/segmented-control";
import type { EditorProps } from "../../editor-props";
import { complaintsUnder } from "../common/complaints";
import { Complaints } from "../common/fields";
import fields from "../common/fields.module.css";
import { fieldsOf, idsOf, nameOf, newId, valueAt } from "../common/values";
import { LineForm } from "./line-form";
import { newLine } from "./line-words";
import css from "./lines.module.css";
import { t } from "../../../../i18n/translate";

export default function LinesEditor(props: EditorProps) {
  const { document, complaints, readOnly, onChange } = props;
  const ids = idsOf(document, "lines");
  const [chosen, choose] = useState("");
  const [name, setName] = useState("");
  const [done, confirm] = useConfirmation();
  const line = ids.includes(chosen) ? chosen : (ids[0] ?? "");
  const create = () => {
    if (name.trim() === "") return;
    const id = newId(name, ids);
    onChange(["lines", id], newLine(name.trim(), fieldsOf(valueAt(document, ["lines", line]))));
    choose(id);
    setName("");
    confirm(t("Se creó la línea «{name}». Escriba sus números.", { name: name.trim() }));
  };
  const labelOf = (id: string): string => {
    const label = nameOf(document, "lines", id);
    return complaintsUnder(complaints, ["lines", id]).length > 0 ? `⚠ ${label}` : label;
  };
  const remove = () => {
    onChange(["lines", line], undefined);
    confirm(t("Se borró la línea «{name}».", { name: nameOf(document, "lines", line) }));
  };
  return (
    <div className={css.editor}>
      <Complaints complaints={complaints} path={["lines"]} />
      <div className={css.bar}>
        {ids.length > 0 && (
          <SegmentedControl
            label={t("Línea")}
            value={line}
            onChange={choose}
            options={ids.map((id) => [id, labelOf(id)] as const)}
          />
        )}
        {!readOnly && (
          <div className={fields.acts}>
            <TextInput
              aria-label={t("Nombre de la línea nueva")}
              placeholder={t("Línea nueva")}
              value={name}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Enter" && create()}
            />
            <Button size="sm" variant="default" disabled={name.trim() === ""} onClick={create}>
              {t("Crear")}
            </Button>
          </div>
        )}
      </div>
      <Confirmation>{done}</Confirmation>
      {line && (
        <section key={line} className={`panel ${css.sheet}`} aria-label={nameOf(document, "lines", line)}>
          <LineForm {...props} line={line} />
          {!readOnly && ids.length > 1 && (
            <p>
              <Button size="xs" variant="default" onClick={remove}>
                {t("Borrar la línea")}
              </Button>
            </p>
          )}
        </section>
      )}
    </div>
  );
}
