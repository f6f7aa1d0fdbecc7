/** Concordancia: how far two evaluators agree on the repeated share of the samples, over a period, with the counts. */
import { DateField } from "../../../components/date-field/date-field";
import { useState } from "react";
import {
  type AgreementFilter,
  type EvaluatorAgreement,
  type FormAgreement,
  useAgreement,
} from "../../../api/calibrations";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { SegmentedControl } from "../../../components/segmented-control";
import { TechnicalDetails } from "../../../components/technical-details";
import { countPhrase, longDateOfDay } from "../../../formats";
import { CHANNEL_TABS, type ChannelTab, channelLabel } from "../model/samples";
import { decimal } from "../model/calibrations";
import { AgreementTable, KappaNote } from "./calibrations/agreement-table";
import css from "./quality.module.css";
import { t } from "../../../i18n/translate";

export default function AgreementScreen() {
  const [tab, setTab] = useState<ChannelTab>("todas");
  const [days, setDays] = useState({ begins: "", ends: "" });
  const filter: AgreementFilter = {
    ...(tab !== "todas" && { channel: tab }),
    ...(days.begins && { begins: days.begins }),
    ...(days.ends && { ends: days.ends }),
  };
  const { data, error, refetch } = useAgreement(filter);
  return (
    <div className={css.screen}>
      <section className={`panel ${css.sheet}`} aria-labelledby="concordancia">
        <header>
          <h1 id="concordancia" className={css.grow}>
            {t("Concordancia entre evaluadores")}
          </h1>
          <SegmentedControl
            className={css.segments}
            label={t("Canal")}
            options={CHANNEL_TABS}
            value={tab}
            onChange={setTab}
          />
        </header>
        <p className={css.text}>
          {t(
            "Una parte de la muestra la evalúan dos personas sin verse. Aquí se compara la primera firma de cada una; una corrección posterior no cambia la concordancia.",
          )}
        </p>
        <div className={css.acts}>
          <DateField
            label={t("Desde")}
            value={days.begins || data?.begins || ""}
            onChange={(day) => setDays({ ...days, begins: day })}
          />
          <DateField
            label={t("Hasta")}
            value={days.ends || data?.ends || ""}
            onChange={(day) => setDays({ ...days, ends: day })}
          />
        </div>
        {error ? (
          <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la concordancia.")} />
        ) : !data ? (
          <Loading label={t("Leyendo la concordancia…")} />
        ) : (
          <Period agreement={data} />
        )}
      </section>
      {!error && data?.forms.map((each) => <FormSection key={`${each.form} ${each.version}`} form={each} />)}
    </div>
  );
}

function Period({ agreement }: { agreement: EvaluatorAgreement }) {
  const { begins, ends, share, forms, awaiting, left_out } = agreement;
  return (
    <>
      <p className="quiet">
        {t("Lo que se hizo del {begins} al {ends}.", { begins: longDateOfDay(begins), ends: longDateOfDay(ends) })}
        {share !== null && t(" El sitio repite el {share} % de la muestra.", { share: decimal(share) })}
        {awaiting > 0 &&
          t(" {awaiting} la firma de una de las dos personas.", {
            awaiting: countPhrase(awaiting, "repetida espera", "repetidas esperan"),
          })}
        {left_out > 0 &&
          t(" {left_out} con dos versiones del formulario.", {
            left_out: countPhrase(left_out, "no se compara porque se evaluó", "no se comparan porque se evaluaron"),
          })}
      </p>
      {forms.length === 0 && (
        <Empty title={t("No hay nada que dos personas hayan evaluado")}>{t("Elija otro período u otro canal.")}</Empty>
      )}
    </>
  );
}

function FormSection({ form }: { form: FormAgreement }) {
  const heading = `concordancia-${form.form}-${form.version}`;
  const pair = [t("primera"), t("segunda")] as const;
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>
          {form.name}, {form.version_label}
        </h2>
        <span className="quiet">
          {t("{channel} · {items} por dos personas", {
            channel: channelLabel(form.channel),
            items: countPhrase(form.items, "evaluada", "evaluadas"),
          })}
        </span>
      </header>
      {form.notice && <p className="quiet small">{form.notice}</p>}
      <h3 id={`${heading}-familias`}>{t("Por familia de error")}</h3>
      <AgreementTable
        heading={t("Familia")}
        labelledBy={`${heading}-familias`}
        rows={[
          { id: "whole", name: t("Todas"), figures: form.whole },
          ...form.families.map(({ family, name, figures }) => ({ id: family, name, figures })),
        ]}
        pair={pair}
      />
      <h3 id={`${heading}-criterios`}>{t("Por criterio")}</h3>
      <AgreementTable
        heading={t("Criterio")}
        labelledBy={`${heading}-criterios`}
        rows={form.criteria.map(({ criterion, name, figures }) => ({ id: criterion, name, figures }))}
        pair={pair}
      />
      <KappaNote />
      <TechnicalDetails about={t("de {name}", { name: form.name })}>
        <dl className={css.facts}>
          <dt>{t("Versión del formulario")}</dt>
          <dd className={css.hash}>{form.version}</dd>
        </dl>
      </TechnicalDetails>
    </section>
  );
}
