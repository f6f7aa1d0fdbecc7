/** The queues of a site: one at a time, with what it does in words. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { Confirmation, useConfirmation } from "../../../../components/confirmation";
import { SegmentedControl } from "../../../../components/segmented-control";
import type { EditorProps } from "../../editor-props";
import { complaintsUnder } from "../common/complaints";
import { Complaints, type FieldContext } from "../common/fields";
import fields from "../common/fields.module.css";
import { idsOf, nameOf, newId } from "../common/values";
import { QueueForm } from "./queue-form";
import css from "./queues.module.css";
import { t } from "../../../../i18n/translate";

export default function QueuesEditor({ document, complaints, readOnly, onChange }: EditorProps) {
  const context: FieldContext = { document, complaints, readOnly, onChange };
  const ids = idsOf(document, "queues");
  const [chosen, choose] = useState("");
  const [name, setName] = useState("");
  const [done, confirm] = useConfirmation();
  const queue = ids.includes(chosen) ? chosen : (ids[0] ?? "");
  const create = () => {
    if (name.trim() === "") return;
    const id = newId(name, ids);
    onChange(["queues", id], { name: name.trim(), wait_prompt: idsOf(document, "prompts")[0] ?? "" });
    choose(id);
    setName("");
    confirm(t("Se creó la cola «{name}». Póngala en el menú para que reciba llamadas.", { name: name.trim() }));
  };
  const labelOf = (id: string): string => {
    const label = nameOf(document, "queues", id);
    return complaintsUnder(complaints, ["queues", id]).length > 0 ? `⚠ ${label}` : label;
  };
  return (
    <div className={css.editor}>
      <Complaints complaints={complaints} path={["queues"]} />
      <div className={css.bar}>
        {ids.length > 0 && (
          <SegmentedControl
            label={t("Cola")}
            value={queue}
            onChange={choose}
            options={ids.map((id) => [id, labelOf(id)] as const)}
          />
        )}
        {!readOnly && (
          <div className={fields.acts}>
            <TextInput
              aria-label={t("Nombre de la cola nueva")}
              placeholder={t("Cola nueva")}
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
      {queue && (
        <section key={queue} className={`panel ${css.sheet}`} aria-label={nameOf(document, "queues", queue)}>
          <QueueForm context={context} queue={queue} />
          {!readOnly && ids.length > 1 && (
            <p>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  onChange(["queues", queue], undefined);
                  confirm(t("Se borró la cola «{name}».", { name: nameOf(document, "queues", queue) }));
                }}
              >
                {t("Borrar la cola")}
              </Button>
            </p>
          )}
        </section>
      )}
    </div>
  );
}
