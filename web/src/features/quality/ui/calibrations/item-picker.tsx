/** The calls or tickets of a plan: typed or pasted, or taken from a drawn sample. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { CalibrationPlan } from "../../../../api/calibrations";
import { useSample, useSamples } from "../../../../api/samples";
import { announce } from "../../../../components/announcer";
import { FormDialog } from "../../../../components/form-dialog";
import { Empty, Failure, Loading } from "../../../../components/load-states";
import { addItems, splitItems } from "../../model/calibrations";
import { weekLabel } from "../../model/samples";
import css from "../quality.module.css";
import own from "./calibrations.module.css";
import { t } from "../../../../i18n/translate";

interface ItemPickerProps {
  channel: CalibrationPlan["channel"];
  items: string[];
  change: (items: string[]) => void;
  error: string | undefined;
  /** The server's messages, by item. */
  byItem: Record<string, string>;
}

export function ItemPicker({ channel, items, change, error, byItem }: ItemPickerProps) {
  const [typed, setTyped] = useState("");
  const [picks, setPicks] = useState(false);
  const heading = useId();
  const noun = channel === "phone" ? t("Llamadas") : t("Tickets");
  const add = (more: string[]) => {
    change(addItems(items, more));
    setTyped("");
    announce(
      more.length === 1
        ? t("{more} agregado a la lista", { more: more[0] })
        : t("{more} agregados a la lista", { more: more.length }),
    );
  };
  return (
    <div className={css.fields} role="group" aria-labelledby={heading}>
      <strong id={heading}>{t("{noun} que todos evalúan", { noun })}</strong>
      <div className={own.adding}>
        <TextInput
          label={channel === "phone" ? t("Id de la llamada") : t("Número del ticket")}
          description={t("Puede pegar varios, separados por espacios.")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !typed.trim()) return;
            event.preventDefault();
            add(splitItems(typed));
          }}
          error={error}
          spellCheck={false}
        />
        <Button variant="default" disabled={!typed.trim()} onClick={() => add(splitItems(typed))}>
          {t("Agregar")}
        </Button>
        <Button variant="default" onClick={() => setPicks(true)}>
          {t("Tomar de una muestra")}
        </Button>
      </div>
      {items.length > 0 && (
        <ol className={own.chosen} aria-labelledby={heading}>
          {items.map((each) => (
            <li key={each}>
              {each}
              <Button
                size="compact-xs"
                variant="default"
                aria-label={t("Quitar {each}", { each })}
                onClick={() => change(items.filter((other) => other !== each))}
              >
                {t("Quitar")}
              </Button>
              {byItem[each] && (
                <span className={own.error} role="alert">
                  {byItem[each]}
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
      {picks && (
        <SampleDialog
          channel={channel}
          chosen={items}
          add={(more) => {
            setPicks(false);
            add(more);
          }}
          close={() => setPicks(false)}
        />
      )}
    </div>
  );
}

interface SampleDialogProps {
  channel: CalibrationPlan["channel"];
  chosen: string[];
  add: (items: string[]) => void;
  close: () => void;
}

function SampleDialog({ channel, chosen, add, close }: SampleDialogProps) {
  const { data, error, refetch } = useSamples({ channel });
  const drawn = (data?.samples ?? []).filter(({ state }) => state === "drawn");
  const [selected, setSelected] = useState("");
  const [picked, setPicked] = useState<string[]>([]);
  const sample = selected || drawn[0]?.id || "";
  return (
    <FormDialog
      title={t("Tomar de una muestra")}
      submitLabel={picked.length ? t("Agregar {picked}", { picked: picked.length }) : t("Agregar")}
      canSubmit={picked.length > 0}
      busy={false}
      error={null}
      onSubmit={() => add(picked)}
      onClose={close}
    >
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las muestras.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las muestras…")} />
      ) : drawn.length === 0 ? (
        <Empty title={t("No hay muestras sorteadas de este canal")}>{t("Escriba los números en el plan.")}</Empty>
      ) : (
        <>
          <NativeSelect
            label={t("Muestra")}
            value={sample}
            onChange={(event) => {
              setSelected(event.currentTarget.value);
              setPicked([]);
            }}
            data={drawn.map((each) => ({ value: each.id, label: weekLabel(each.first_day, each.last_day) }))}
            data-first
          />
          <SampleItems key={sample} id={sample} chosen={chosen} picked={picked} pick={setPicked} />
        </>
      )}
    </FormDialog>
  );
}

interface SampleItemsProps {
  id: string;
  chosen: string[];
  picked: string[];
  pick: (items: string[]) => void;
}

function SampleItems({ id, chosen, picked, pick }: SampleItemsProps) {
  const { data, error, refetch } = useSample(id);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la muestra.")} />;
  if (!data) return <Loading label={t("Leyendo la muestra…")} />;
  const free = data.items.filter(({ item, state }) => state === "in_sample" && !chosen.includes(item));
  if (free.length === 0) return <Empty title={t("Toda la muestra está ya en la lista")} />;
  return (
    <div className={own.picks} role="group" aria-label={t("De la muestra")}>
      {free.map(({ item }) => (
        <Checkbox
          key={item}
          label={item}
          checked={picked.includes(item)}
          onChange={(event) =>
            pick(event.currentTarget.checked ? [...picked, item] : picked.filter((other) => other !== item))
          }
        />
      ))}
    </div>
  );
}
