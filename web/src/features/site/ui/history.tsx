/** The publications, newest first, and those that were in force on a day. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { type Publication, usePublications } from "../../../api/site";
import { serverClock } from "../../../clock";
import { type Column, DataTable } from "../../../components/data-list/data-table";
import { DateField } from "../../../components/date-field/date-field";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { longDateOfDay } from "../../../formats";
import page from "../../quality/ui/quality.module.css";
import { publicationPath } from "../model/addresses";
import { authorsPhrase, fullMoment, originName, publicationState, publicationStateName } from "../model/phrases";
import css from "./site.module.css";
import { t } from "../../../i18n/translate";

export function History() {
  const [day, setDay] = useState("");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePublications(day);
  const rows = data?.pages.flatMap(({ publications }) => publications);
  return (
    <section className={`panel ${page.sheet}`} aria-labelledby="historia">
      <header className={css.head}>
        <h2 id="historia" className={page.grow}>
          {day ? t("Qué regía el {day}", { day: longDateOfDay(day) }) : t("Publicaciones")}
        </h2>
        <DateField label={t("Qué regía el día")} value={day} onChange={setDay} inline />
      </header>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las publicaciones.")} />
      ) : !rows ? (
        <Loading label={t("Leyendo las publicaciones…")} />
      ) : rows.length === 0 ? (
        <Empty title={t("Ese día no regía ninguna versión")}>{t("Pruebe con un día posterior.")}</Empty>
      ) : (
        <DataTable
          rows={rows}
          columns={COLUMNS}
          idOf={(row) => String(row.id)}
          hrefOf={(row) => publicationPath(row.id)}
          linkColumn="since"
          labelledBy="historia"
        />
      )}
      {hasNextPage && (
        <p>
          <Button variant="default" size="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("Ver más")}
          </Button>
        </p>
      )}
    </section>
  );
}

const TONES = { in_force: "good", scheduled: "warn", past: undefined, cancelled: "bad" } as const;

function StateTag({ publication }: { publication: Publication }) {
  const state = publicationState(publication, serverClock.now());
  return (
    <span className={page.tag} data-tone={TONES[state]}>
      {publicationStateName(state)}
    </span>
  );
}

const COLUMNS: Column<Publication>[] = [
  { id: "since", label: t("Desde"), render: (row) => fullMoment(row.effective_at) },
  { id: "until", label: t("Hasta"), render: (row) => (row.ends_at ? fullMoment(row.ends_at) : "") },
  { id: "state", label: t("Estado"), render: (row) => <StateTag publication={row} /> },
  { id: "author", label: t("Publicó"), render: authorsPhrase },
  { id: "origin", label: t("Viene de"), render: (row) => originName(row.origin) },
  { id: "reason", label: t("Motivo"), render: (row) => row.reason },
];
