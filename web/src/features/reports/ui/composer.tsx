/** The composer of a report: its tables, period, filters, recipients and schedule, with its numbers beside them. */
import { DateField } from "../../../components/date-field/date-field";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import {
  type OwnReport,
  type OwnReportCatalogue,
  type OwnReportForm,
  useCatalogue,
  useSaveReport,
} from "../../../api/own-reports";
import { accountQuery } from "../../../api/queries";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { Failure, Loading } from "../../../components/load-states";
import { navigate } from "../../../router";
import {
  definitionOf,
  draftOf,
  formOf,
  MOST_TABLES,
  newDraft,
  type ReportDraft,
  titleFault,
  withoutUnfit,
} from "../model/report-draft";
import { REPORTS_PATH } from "../model/report-labels";
import { DeliveryFields, ScheduleFields } from "./delivery-fields";
import { Preview } from "./preview";
import css from "./reports.module.css";
import { TableEditor } from "./table-editor";
import { t } from "../../../i18n/translate";

const localDay = () => new Intl.DateTimeFormat("en-CA", { timeZone: "America/Bogota" }).format(serverClock.now());

interface ComposerProps {
  /** The stored report that is changed or copied. */
  report?: OwnReport;
  copies?: boolean;
}

export function Composer(props: ComposerProps) {
  const { data, error, refetch } = useCatalogue();
  const account = useQuery(accountQuery).data;
  if (error)
    return (
      <div className={css.screen}>
        <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer el catálogo de cifras.")} />
      </div>
    );
  if (!data || !account) return <Loading label={t("Leyendo el catálogo…")} />;
  return <ComposerForm {...props} catalogue={data} user={account.user} />;
}

function ComposerForm({
  report,
  copies = false,
  catalogue,
  user,
}: ComposerProps & { catalogue: OwnReportCatalogue; user: string }) {
  const [draft, setDraft] = useState<ReportDraft>(() => {
    if (!report) return newDraft(user, localDay(), catalogue);
    const stored = withoutUnfit(draftOf(report, localDay()), catalogue);
    return copies
      ? { ...stored, title: t("Copia de {title}", { title: stored.title }).slice(0, 80), shared: false }
      : stored;
  });
  const [attempted, setAttempted] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const save = useSaveReport();
  const change = (part: Partial<ReportDraft>) => setDraft(withoutUnfit({ ...draft, ...part }, catalogue));
  const form = formOf(draft);
  const back = report ? `${REPORTS_PATH}/${report.id}` : REPORTS_PATH;
  const submit = (whole: OwnReportForm) =>
    save.mutate(
      { change: report && !copies ? report : null, form: whole },
      {
        onSuccess: ({ id, title }) => {
          announce(t("Se guardó «{title}».", { title }));
          navigate(`${REPORTS_PATH}/${id}`);
        },
      },
    );
  const showFaults = () => {
    setAttempted(true);
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  return (
    <form
      ref={fields}
      className={css.screen}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!form) showFaults();
        else if (!save.isPending) submit(form);
      }}
    >
      <header className={`panel ${css.bar}`}>
        <h1>{report && !copies ? t("Cambiar el informe") : t("Nuevo informe")}</h1>
        <Button type="submit" loading={save.isPending}>
          {t("Guardar")}
        </Button>
        <Button variant="default" onClick={() => navigate(back)}>
          {t("Cancelar")}
        </Button>
      </header>
      {Boolean(save.error) && <Failure error={save.error} title={t("No se guardó.")} />}
      <div className={css.composer}>
        <div className={css.fields}>
          <section className={`panel ${css.part}`} aria-labelledby="que-muestra">
            <h2 id="que-muestra">{t("Qué muestra")}</h2>
            <TextInput
              label={t("Título")}
              value={draft.title}
              maxLength={80}
              onChange={(event) => change({ title: event.currentTarget.value })}
              error={attempted && titleFault(draft)}
              required
            />
            <PeriodFields draft={draft} change={change} catalogue={catalogue} />
            <div className={css.pair}>
              <NativeSelect
                label={t("Línea")}
                value={draft.line}
                onChange={(event) => change({ line: event.currentTarget.value })}
                data={[{ value: "", label: t("Todas") }, ...optionsOf(catalogue.lines)]}
              />
              <NativeSelect
                label={t("Cola")}
                value={draft.queue}
                onChange={(event) => change({ queue: event.currentTarget.value })}
                data={[{ value: "", label: t("Todas") }, ...optionsOf(catalogue.queues)]}
              />
            </div>
          </section>
          {draft.tables.map((table, at) => (
            <TableEditor
              key={at}
              place={at + 1}
              table={table}
              draft={draft}
              catalogue={catalogue}
              change={(changed) =>
                change({ tables: draft.tables.map((each, other) => (other === at ? changed : each)) })
              }
              remove={
                draft.tables.length > 1
                  ? () => change({ tables: draft.tables.filter((_, other) => other !== at) })
                  : undefined
              }
            />
          ))}
          {draft.tables.length < MOST_TABLES && (
            <p>
              <Button
                variant="default"
                onClick={() => change({ tables: [...draft.tables, { groups: [], figures: [] }] })}
              >
                {t("Agregar otra tabla")}
              </Button>
            </p>
          )}
          <DeliveryFields draft={draft} change={change} catalogue={catalogue} />
          <ScheduleFields draft={draft} change={change} />
          <section className={`panel ${css.part}`} aria-labelledby="quien-lo-ve">
            <h2 id="quien-lo-ve">{t("Quién lo ve")}</h2>
            <Checkbox
              label={t("Compartirlo")}
              description={t("Lo ven quienes pueden componer informes. Solo usted lo cambia.")}
              checked={draft.shared}
              onChange={(event) => change({ shared: event.currentTarget.checked })}
            />
          </section>
        </div>
        <Preview definition={definitionOf(draft)} />
      </div>
    </form>
  );
}

const optionsOf = (items: readonly { id: string; name: string }[]) =>
  items.map(({ id, name }) => ({ value: id, label: name }));

interface FieldsProps {
  draft: ReportDraft;
  change: (part: Partial<ReportDraft>) => void;
}

function PeriodFields({ draft, change, catalogue }: FieldsProps & { catalogue: OwnReportCatalogue }) {
  const isFixed = draft.period === "fixed";
  return (
    <>
      <NativeSelect
        label={t("Período")}
        value={draft.period}
        onChange={(event) => change({ period: event.currentTarget.value as ReportDraft["period"] })}
        data={optionsOf(catalogue.periods)}
      />
      {isFixed && (
        <div className={css.pair}>
          <DateField label={t("Primer día")} value={draft.first} onChange={(day) => change({ first: day })} />
          <DateField
            label={t("Último día")}
            value={draft.last}
            onChange={(day) => change({ last: day })}
            error={draft.last < draft.first && t("Va antes del primero.")}
          />
        </div>
      )}
    </>
  );
}
