/** From which wait on advisors of which level receive a call. */
import { Button } from "@mantine/core";
import { Complaints, type FieldContext, NumberField } from "../common/fields";
import fields from "../common/fields.module.css";
import { fieldsOf, listOf, numberOf, type Path, valueAt } from "../common/values";
import css from "./queues.module.css";
import { t } from "../../../../i18n/translate";

const ALL = { after_s: 0, level: 1 };

export function BandList({ context, path }: { context: FieldContext; path: Path }) {
  const { document, complaints, readOnly, onChange } = context;
  const bands = listOf(valueAt(document, path)).map(fieldsOf);
  const set = (after: readonly unknown[]) => onChange([...path], after.length > 0 ? after : undefined);
  const last = bands.at(-1) ?? ALL;
  const next = {
    after_s: numberOf(last.after_s, 0) + 20,
    level: Math.max(1, numberOf(last.level, 1) - 1),
  };
  return (
    <div className={fields.group}>
      <p className={css.title}>{t("Niveles")}</p>
      <Complaints complaints={complaints} path={path} />
      {bands.length === 0 && (
        <p className="quiet">{t("Todos los asesores de la cola la reciben desde el principio.")}</p>
      )}
      {bands.map((_, index) => (
        <div key={index} className={css.band}>
          <Complaints complaints={complaints} path={[...path, String(index)]} />
          <NumberField
            context={context}
            label={t("Desde la espera de")}
            path={[...path, String(index), "after_s"]}
            min={0}
            max={3600}
            unit={t(" segundos")}
          />
          <NumberField
            context={context}
            label={t("Nivel mínimo")}
            path={[...path, String(index), "level"]}
            min={1}
            max={10}
          />
          {!readOnly && (
            <Button
              size="xs"
              variant="default"
              aria-label={t("Quitar el nivel {number}", { number: index + 1 })}
              onClick={() => set(bands.filter((_each, at) => at !== index))}
            >
              {t("Quitar")}
            </Button>
          )}
        </div>
      ))}
      {!readOnly && (
        <p className={fields.acts}>
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              set(
                bands.length === 0
                  ? [
                      { after_s: 0, level: 5 },
                      { after_s: 20, level: 1 },
                    ]
                  : [...bands, next],
              )
            }
          >
            {bands.length === 0 ? t("Llamar primero a los de más nivel") : t("Agregar un nivel")}
          </Button>
        </p>
      )}
    </div>
  );
}
