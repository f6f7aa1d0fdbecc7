/** The review of a period: the entity's list is compared with the accounts here, and then signed. */
import { DateField } from "../../../components/date-field/date-field";
import { Button, FileInput, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type AccessComparison, useCompareAccessLog, useSignLogReview } from "../../../api/access-log";
import { ApiProblem } from "../../../api/problem";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Link } from "../../../components/link";
import { Failure } from "../../../components/load-states";
import { formatInteger } from "../../../formats";
import { navigate, useQueryString } from "../../../router";
import css from "../../quality/ui/quality.module.css";
import { periodToReview, type ReviewedDays, REVIEWS_PATH, reviewPath } from "../model/access-log";
import own from "./access-log.module.css";
import { Discrepancies } from "./discrepancies";
import { t } from "../../../i18n/translate";

interface ReviewFields extends ReviewedDays {
  users: string;
}

export function NewReviewPage() {
  const search = useQueryString();
  const [fields, setFields] = useState<ReviewFields>(() => ({
    ...periodToReview(search, serverClock.now()),
    users: "",
  }));
  const compare = useCompareAccessLog();
  const set = (change: Partial<ReviewFields>) => {
    compare.reset();
    setFields((before) => ({ ...before, ...change }));
  };
  return (
    <>
      <p>
        <Link to={REVIEWS_PATH}>{t("Volver a las revisiones")}</Link>
      </p>
      <section className={`panel ${css.sheet}`} aria-labelledby="nueva">
        <h1 id="nueva">{t("Revisar un período")}</h1>
        <p className="quiet">
          {t(
            "Se compara la lista de usuarios de la entidad con las cuentas de aquí, y se firman las filas del período, que ya debe haber terminado.",
          )}
        </p>
        <PeriodForm fields={fields} set={set} compare={compare} />
        {compare.data && <Signature key={JSON.stringify(compare.data)} fields={fields} comparison={compare.data} />}
      </section>
    </>
  );
}

interface PeriodFormProps {
  fields: ReviewFields;
  set: (change: Partial<ReviewFields>) => void;
  compare: ReturnType<typeof useCompareAccessLog>;
}

function PeriodForm({ fields, set, compare }: PeriodFormProps) {
  const [file, setFile] = useState<File | null>(null);
  const problem = compare.error instanceof ApiProblem ? compare.error : null;
  const isComplete = Boolean(fields.first_day && fields.last_day && fields.users);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete && !compare.isPending) compare.mutate(fields);
  };
  const take = async (chosen: File | null) => {
    setFile(chosen);
    set({ users: "" }); // until the file is read, there is nothing to compare
    if (chosen) set({ users: await chosen.text() });
  };
  return (
    <form className={css.fields} onSubmit={send} noValidate>
      <div className={own.pair}>
        <DateField
          label={t("Desde")}
          value={fields.first_day}
          onChange={(day) => set({ first_day: day })}
          error={problem?.fieldError("first_day")}
        />
        <DateField
          label={t("Hasta")}
          value={fields.last_day}
          onChange={(day) => set({ last_day: day })}
          error={problem?.fieldError("last_day")}
        />
      </div>
      <FileInput
        label={t("Lista de usuarios de la entidad (CSV)")}
        description={t("Columnas: usuario y, si quiere, nombre (no se guarda) y estado (activo o inactivo).")}
        placeholder={t("Elija el archivo")}
        accept=".csv,text/csv"
        value={file}
        onChange={(chosen) => void take(chosen)}
        fileInputProps={{ onClick: forgetChoice }}
        clearable
        clearButtonProps={{ "aria-label": t("Quitar el archivo") }}
      />
      {compare.error && <Failure error={compare.error} />}
      {problem?.code === "user_list_invalid" && <BadRows problem={problem} />}
      <p className={css.acts}>
        <Button
          type="submit"
          variant={compare.data ? "default" : "filled"}
          loading={compare.isPending}
          disabled={!isComplete}
        >
          {t("Comparar")}
        </Button>
      </p>
    </form>
  );
}

/** Let a corrected file be chosen again: the browser reports no change for the same name. */
const forgetChoice = (event: { currentTarget: HTMLInputElement }) => {
  event.currentTarget.value = "";
};

function BadRows({ problem }: { problem: ApiProblem }) {
  return (
    <ul aria-label={t("Filas por corregir")}>
      {problem.fieldErrors.map((each) => (
        <li key={each.field}>{each.detail}</li>
      ))}
    </ul>
  );
}

function Signature({ fields, comparison }: { fields: ReviewFields; comparison: AccessComparison }) {
  const [note, setNote] = useState("");
  const [once] = useState(() => crypto.randomUUID());
  const sign = useSignLogReview();
  const needsNote = comparison.discrepancies.length > 0;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (sign.isPending || (needsNote && !note.trim())) return;
    sign.mutate(
      { ...fields, note: note.trim(), once },
      {
        onSuccess: ({ id }) => {
          announce(t("Revisión {id} firmada", { id }));
          navigate(reviewPath(id));
        },
      },
    );
  };
  return (
    <>
      <h2 id="diferencias">{t("Diferencias con la lista de la entidad")}</h2>
      <p role="status">
        {t(
          "El período tiene {rows} filas. Se compararon {here} cuentas con {listed} usuarios de la lista: {discrepancies} diferencias.",
          {
            rows: formatInteger(comparison.rows),
            here: formatInteger(comparison.here),
            listed: formatInteger(comparison.listed),
            discrepancies: formatInteger(comparison.discrepancies.length),
          },
        )}
      </p>
      <Discrepancies rows={comparison.discrepancies} />
      <form className={css.fields} onSubmit={send} noValidate>
        <Textarea
          label={t("Nota")}
          description={needsNote ? t("Diga qué se hace con cada diferencia.") : t("Si hace falta.")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={4000}
        />
        <p className="quiet">{t("La firma queda en el registro con su nombre y no se cambia después.")}</p>
        {sign.error && <Failure error={sign.error} />}
        <p className={css.acts}>
          <Button type="submit" loading={sign.isPending} disabled={needsNote && !note.trim()}>
            {t("Firmar la revisión")}
          </Button>
        </p>
      </form>
    </>
  );
}
