/** The observations about one thing, on its own page: the list with links, and the form to write another one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ObservedRecord, useObservations } from "../../../api/observations";
import { accountQuery } from "../../../api/queries";
import { Failure, Loading } from "../../../components/load-states";
import { ObservationDialog } from "./observation-dialog";
import { ObservationList } from "./observations";
import css from "./oversight.module.css";
import { t } from "../../../i18n/translate";

/** Show nothing to users who may not read observations; `name` is the subject in words. */
export function SubjectObservations({ subject }: { subject: ObservedRecord }) {
  const may = useQuery(accountQuery).data?.permissions ?? [];
  const reads = may.includes("observation.read");
  const { data, error, refetch } = useObservations({ about: subject.kind, subject: subject.id }, reads);
  const [writes, setWrites] = useState(false);
  if (!reads) return null;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="observaciones-de">
      <header className={css.head}>
        <h2 id="observaciones-de" className={css.grow}>
          {t("Observaciones de la interventoría")}
        </h2>
        {may.includes("observation.make") && (
          <Button variant="default" onClick={() => setWrites(true)}>
            {t("Hacer una observación")}
          </Button>
        )}
      </header>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las observaciones.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las observaciones…")} />
      ) : data.observations.length === 0 ? (
        <p className="quiet">{t("No hay ninguna.")}</p>
      ) : (
        <ObservationList observations={data.observations} chosen="" />
      )}
      {writes && <ObservationDialog subject={subject} subjectText={subject.name} close={() => setWrites(false)} />}
    </section>
  );
}
