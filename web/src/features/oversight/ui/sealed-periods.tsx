/** Sealed months: a file that proves its figures on any machine, and the last hash of each day to compare it with. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePeriods } from "../../../api/indicators";
import { accountQuery } from "../../../api/queries";
import {
  type DailyAnchor,
  type SealedPeriod,
  useDailyAnchors,
  useSealPeriod,
  useSealedPeriods,
  useVerifier,
} from "../../../api/sealed-periods";
import { timeOfDay, formatInteger, longDate, shortDateOfDay } from "../../../formats";
import { monthLabel } from "../model/indicator-labels";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { Dialog } from "../../../components/dialog";
import { TechnicalDetails } from "../../../components/technical-details";
import { Command, CopyButton } from "../../../components/copyable";
import { HelpBubble } from "../../../components/help-bubble";
import { MEANINGS } from "../model/meanings";
import { ObservationDialog } from "./observation-dialog";
import css from "./oversight.module.css";
import { locale, t } from "../../../i18n/translate";

export default function SealedPeriodsScreen() {
  const may = useQuery(accountQuery).data?.permissions ?? [];
  return (
    <div className={css.screen}>
      <h1 className="unseen">{t("Sellos")}</h1>
      <div className={css.halves}>
        <SealedPeriodList may={may} />
        <div className={css.stack}>
          <VerificationGuide />
          <DailyAnchors />
        </div>
      </div>
    </div>
  );
}

function SealedPeriodList({ may }: { may: readonly string[] }) {
  const { data, error, refetch } = useSealedPeriods();
  const [seals, setSeals] = useState(false);
  const [about, setAbout] = useState<SealedPeriod | null>(null);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="sellos">
      <header>
        <h2 id="sellos" className={css.grow}>
          {t("Meses sellados")}
        </h2>
        {may.includes("seal.make") && data && <Button onClick={() => setSeals(true)}>{t("Sellar un mes")}</Button>}
      </header>
      <p className={css.formula}>
        {t(
          "Cada archivo lleva los hechos del mes tal como están en el registro, las definiciones, los resultados y una firma. No contiene datos personales.",
        )}
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los sellos.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los sellos…")} />
      ) : data.periods.length === 0 ? (
        <Empty title={t("Todavía no hay meses sellados")}>{t("Se sella un mes que ya se cerró.")}</Empty>
      ) : (
        data.periods.map((each) => (
          <SealedPeriodCard
            key={each.id}
            seal={each}
            observe={may.includes("observation.make") ? () => setAbout(each) : undefined}
          />
        ))
      )}
      {seals && <SealPeriodDialog sealed={data?.periods ?? []} close={() => setSeals(false)} />}
      {about && (
        <ObservationDialog
          subject={{
            kind: "sealed_period",
            id: about.id,
            name: t("Sello de {month}", { month: monthLabel(about.month) }),
          }}
          subjectText={t("Sello de {month}", { month: monthLabel(about.month) })}
          close={() => setAbout(null)}
        />
      )}
    </section>
  );
}

function SealedPeriodCard({ seal, observe }: { seal: SealedPeriod; observe?: () => void }) {
  return (
    <article className={css.said} aria-labelledby={`sello-${seal.id}`}>
      <div className={css.head}>
        <h3 id={`sello-${seal.id}`} className={css.grow}>
          {monthLabel(seal.month)}
        </h3>
        {seal.state === "asked" && <span className={css.warnTag}>{t("sellándose…")}</span>}
        {seal.state === "failed" && <span className={css.discount}>{t("no se pudo sellar")}</span>}
        {seal.state === "sealed" && <span className={css.met}>{t("sellado")}</span>}
      </div>
      {seal.state === "failed" && <p>{seal.why}</p>}
      {seal.state === "sealed" && (
        <>
          <dl className={css.facts}>
            <dt>{t("Sellado")}</dt>
            <dd>{seal.sealed_at && `${longDate(seal.sealed_at)}, ${timeOfDay(seal.sealed_at)}`}</dd>
            <dt>{t("Hechos registrados")}</dt>
            <dd className="num">{formatInteger((seal.last ?? 0) - (seal.first ?? 0) + 1)}</dd>
            <dt>{t("Archivo")}</dt>
            <dd className="num">{exactBytesLabel(seal.size ?? 0)}</dd>
          </dl>
          <TechnicalDetails about={t("del sello de {month}", { month: monthLabel(seal.month) })}>
            <dl className={css.facts}>
              <dt>
                {t("Hechos")} <HelpBubble about={t("Hechos")}>{MEANINGS.facts}</HelpBubble>
              </dt>
              <dd className="num">
                {t("Del {formatInteger} al {formatInteger2}", {
                  formatInteger: formatInteger(seal.first ?? 0),
                  formatInteger2: formatInteger(seal.last ?? 0),
                })}
              </dd>
              <HashRow name="SHA-256" value={seal.digest} meaning={MEANINGS.hash} />
              <HashRow name={t("Cabeza")} value={seal.head} meaning={MEANINGS.head} />
              <HashRow name={t("Llave pública")} value={seal.public_key} />
            </dl>
          </TechnicalDetails>
          <p className={css.acts}>
            <Button component="a" href={`/api/v1/sealed-periods/${seal.id}/file`} download>
              {t("Descargar el sello")}
            </Button>
            {observe && (
              <Button variant="default" onClick={observe}>
                {t("Escribir una observación")}
              </Button>
            )}
          </p>
        </>
      )}
    </article>
  );
}

/** Format as «12,4 MB». */
export function exactBytesLabel(size: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const at = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  return `${(size / 1000 ** at).toLocaleString(locale, { maximumFractionDigits: 1 })} ${units[at]}`;
}

function HashRow({ name, value, meaning }: { name: string; value: string | null; meaning?: string }) {
  if (!value) return null;
  return (
    <>
      <dt>
        {name} {meaning && <HelpBubble about={name}>{meaning}</HelpBubble>}
      </dt>
      <dd className={css.hash}>
        {value} <CopyButton what={name} text={value} />
      </dd>
    </>
  );
}

/** The commands to verify a seal, with the key and the hash filled in for copying. */
function VerificationGuide() {
  const seal = useSealedPeriods().data?.periods.find((each) => each.state === "sealed");
  const head = useDailyAnchors().data?.heads[0];
  const key = seal?.public_key ?? "LLAVE_PÚBLICA";
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="comprobar">
      <h2 id="comprobar">{t("Cómo se comprueba en otra máquina")}</h2>
      <p>
        {t(
          "El comprobador es un solo archivo que se abre en Edge, Chrome o Firefox. No necesita instalación, red ni contraseñas. Calcula de nuevo cada cifra a partir de los hechos y dice qué comprobó y qué no.",
        )}
      </p>
      <VerifierDownload />
      <p>
        {t(
          "La cabeza de un día es un código que cambia si alguien altera un hecho registrado hasta ese día. Para comprobar que nadie cambió el registro después, use una cabeza que haya recibido por correo, no la de esta página. Sin ella, la comprobación prueba menos, y el programa lo dice.",
        )}
      </p>
      <TechnicalDetails about={t("de la comprobación")}>
        <p>{t("Con Atención instalada, la orden que hace lo mismo:")}</p>
        <Command text={`atencion verify ARCHIVO --key ${key}`} label={t("Comprobar el sello")} />
        <p>{t("Y con una cabeza:")}</p>
        <Command
          text={`atencion verify ARCHIVO --key ${key} --anchor ${head?.anchor ?? "NÚMERO:HUELLA"}`}
          label={t("Comprobar con una cabeza")}
        />
      </TechnicalDetails>
    </section>
  );
}

/** The verifier's page to download, with its hash to compare later copies with. */
function VerifierDownload() {
  const { data } = useVerifier();
  if (data === undefined) return null;
  if (data === null)
    return <p className="quiet">{t("Esta instalación no trae el comprobador: pídalo al administrador.")}</p>;
  return (
    <>
      <ol className={css.steps}>
        <li>{t("Descargue el comprobador una vez y guárdelo con el acta de inicio. Anote su SHA-256.")}</li>
        <li>{t("Cada mes, descargue el sello y abra su copia del comprobador con doble clic.")}</li>
        <li>{t("Elija el sello, pegue la llave pública y las cabezas que guardó, y guarde el resultado.")}</li>
      </ol>
      <p className={css.acts}>
        <Button component="a" href={`/${data.name}`} download>
          {t("Descargar el comprobador ({size})", { size: exactBytesLabel(data.size) })}
        </Button>
        <a href={`/${data.name}`} target="_blank" rel="noreferrer">
          {t("Abrirlo en este navegador")}
        </a>
      </p>
      <TechnicalDetails about={t("del comprobador")}>
        <dl className={css.facts}>
          <HashRow name="SHA-256" value={data.sha256} />
        </dl>
      </TechnicalDetails>
    </>
  );
}

function DailyAnchors() {
  const [before, setBefore] = useState<string | undefined>();
  const { data, error, refetch } = useDailyAnchors(before);
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="cabezas">
      <div className={css.head}>
        <h2 id="cabezas">{t("Cabezas diarias")}</h2>
        <HelpBubble about={t("Cabeza")}>{MEANINGS.head}</HelpBubble>
      </div>
      <p className={css.formula}>
        {t("El código del registro al terminar cada día. Se envía por correo a la interventoría.")}
      </p>
      {error ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer las cabezas.")} />
      ) : !data ? (
        <Loading label={t("Leyendo las cabezas…")} />
      ) : data.heads.length === 0 ? (
        <Empty title={t("Todavía no hay cabezas")}>{t("La primera se genera al terminar el día.")}</Empty>
      ) : (
        <TechnicalDetails about={t("de las cabezas diarias")}>
          <DailyAnchorTable heads={data.heads} />
        </TechnicalDetails>
      )}
      <p className={css.acts}>
        {before && (
          <Button variant="default" onClick={() => setBefore(undefined)}>
            {t("Volver a las últimas")}
          </Button>
        )}
        {data?.next && (
          <Button variant="default" onClick={() => setBefore(data.next ?? undefined)}>
            {t("Anteriores")}
          </Button>
        )}
      </p>
    </section>
  );
}

function DailyAnchorTable({ heads }: { heads: DailyAnchor[] }) {
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="cabezas">
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{t("Día")}</th>
            <th scope="col" className="number">
              {t("Hecho")} <HelpBubble about={t("Hecho")}>{MEANINGS.facts}</HelpBubble>
            </th>
            <th scope="col">
              {t("Huella")} <HelpBubble about={t("Huella")}>{MEANINGS.hash}</HelpBubble>
            </th>
            <th scope="col">
              <span className="unseen">{t("Copiar")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {heads.map((each) => (
            <tr key={each.day}>
              <th scope="row">{shortDateOfDay(each.day)}</th>
              <td className="number num">{formatInteger(each.seq)}</td>
              <td className={css.hash} title={each.hash}>
                {each.hash.slice(0, 16)}…
              </td>
              <td className="number">
                <CopyButton what={t("cabeza del {day}", { day: shortDateOfDay(each.day) })} text={each.anchor} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SealPeriodDialog({ sealed, close }: { sealed: SealedPeriod[]; close: () => void }) {
  const { data } = usePeriods();
  const months = (data?.periods ?? [])
    .map(({ month }) => month)
    .filter((month) => !sealed.some((each) => each.month === month && each.state !== "failed"));
  const [chosen, setChosen] = useState("");
  const month = chosen || months[0] || "";
  const seal = useSealPeriod();
  return (
    <Dialog title={t("Sellar un mes")} onClose={close}>
      <div className={css.fields}>
        {months.length === 0 ? (
          <p>{t("No hay meses cerrados sin sello. Primero se cierra el mes, en «Indicadores», «Meses cerrados».")}</p>
        ) : (
          <NativeSelect
            label={t("Mes cerrado")}
            value={month}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={months.map((value) => ({ value, label: monthLabel(value) }))}
            data-first
          />
        )}
        <p className="quiet">
          {t("El archivo se genera aparte y puede tardar unos minutos; esta página lo muestra cuando esté listo.")}
        </p>
        {seal.error && <Failure error={seal.error} />}
        <p className={css.acts}>
          <Button loading={seal.isPending} disabled={!month} onClick={() => seal.mutate(month, { onSuccess: close })}>
            {t("Sellar")}
          </Button>
          <Button variant="default" onClick={close}>
            {t("Cancelar")}
          </Button>
        </p>
      </div>
    </Dialog>
  );
}
