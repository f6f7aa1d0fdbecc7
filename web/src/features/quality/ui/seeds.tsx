/** The numbers of the interventoría: the coming weeks, the commitments with what was revealed, and one week. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { accountQuery } from "../../../api/queries";
import { type SampleSeed, useSamples, useSeeds } from "../../../api/samples";
import { serverClock } from "../../../clock";
import { Confirmation, useConfirmation } from "../../../components/confirmation";
import { Link } from "../../../components/link";
import { Empty, Failure, Loading } from "../../../components/load-states";
import { TechnicalDetails } from "../../../components/technical-details";
import { longDateOfDay, momentPhrase } from "../../../formats";
import { channelLabel, samplePath, stateSentence, weekLabel } from "../model/samples";
import {
  daysOfWeek,
  seedPath,
  seedState,
  seedStateLabel,
  type WeekDays,
  weekAfter,
  weeksToCommit,
} from "../model/seeds";
import { CommitForm } from "./commit-form";
import css from "./quality.module.css";
import { RevealForm } from "./reveal-form";
import { t } from "../../../i18n/translate";

export default function SeedsScreen({ id: week }: { id: string }) {
  const { data, error, refetch } = useSeeds();
  const may = useQuery(accountQuery).data?.permissions.includes("seed.commit") ?? false;
  const days = daysOfWeek(week);
  return (
    <div className={css.screen}>
      {week && (
        <p>
          <Link to="/calidad/semillas">{t("Volver a los números")}</Link>
        </p>
      )}
      {(!data || (week && !days)) && <h1 className="unseen">{t("Números de la interventoría")}</h1>}
      {week && !days ? (
        <Empty title={t("Esa semana no está en el calendario")}>{t("Elija una de la lista.")}</Empty>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} title={t("No se pudieron leer los números.")} />
      ) : !data ? (
        <Loading label={t("Leyendo los números…")} />
      ) : days ? (
        <WeekSeed key={week} week={week} days={days} seed={data.seeds.find((each) => each.week === week)} may={may} />
      ) : (
        <>
          <NumberPurpose />
          <ComingWeeks seeds={data.seeds} may={may} />
          <SeedList seeds={data.seeds} />
        </>
      )}
    </div>
  );
}

function NumberPurpose() {
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="numeros">
      <h1 id="numeros">{t("Números de la interventoría")}</h1>
      <p className={css.text}>
        {t(
          "Antes de cada semana la interventoría compromete un número que solo ella conoce: Atención recibe su SHA-256, no el número. Cuando la semana termina lo revela, y con él se sortean las muestras. Así nadie puede escoger qué se evalúa.",
        )}
      </p>
    </section>
  );
}

function ComingWeeks({ seeds, may }: { seeds: SampleSeed[]; may: boolean }) {
  const weeks = weeksToCommit(serverClock.now()).filter((week) => !seeds.some((each) => each.week === week));
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="por-comprometer">
      <h2 id="por-comprometer">{t("Semanas sin número")}</h2>
      {weeks.length === 0 ? (
        <Empty title={t("Las próximas semanas ya tienen su número")} />
      ) : (
        <ul className={css.fields}>
          {weeks.map((week) => (
            <li key={week}>
              <Link to={seedPath(week)}>
                {may && t("Comprometer el número: ")}
                {labelOfWeek(week)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function labelOfWeek(week: string): string {
  const days = daysOfWeek(week);
  return days ? `${weekLabel(days.first, days.last)} (${week})` : week;
}

function SeedList({ seeds }: { seeds: SampleSeed[] }) {
  const now = serverClock.now();
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="comprometidos">
      <h2 id="comprometidos">{t("Comprometidos")}</h2>
      {seeds.length === 0 ? (
        <Empty title={t("Todavía no hay números comprometidos")}>
          {t("Sin un número, la semilla de la muestra es la cabeza de la cadena sola.")}
        </Empty>
      ) : (
        <div className={css.scroll} tabIndex={0} role="group" aria-labelledby="comprometidos">
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{t("Semana")}</th>
                <th scope="col">{t("Estado")}</th>
                <th scope="col">{t("Comprometido")}</th>
                <th scope="col">{t("Revelado")}</th>
              </tr>
            </thead>
            <tbody>
              {seeds.map((each) => (
                <tr key={each.week}>
                  <th scope="row">
                    <Link to={seedPath(each.week)}>{labelOfWeek(each.week)}</Link>
                  </th>
                  <td data-label={t("Estado")}>
                    <SeedTag week={each.week} seed={each} />
                  </td>
                  <td data-label={t("Comprometido")}>
                    {momentPhrase(each.committed_at, now)}
                    <span className={css.below}>{each.committed_by_name}</span>
                  </td>
                  <td data-label={t("Revelado")}>
                    {each.revealed_at ? momentPhrase(each.revealed_at, now) : t("sin revelar")}
                    {each.revealed_by_name && <span className={css.below}>{each.revealed_by_name}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function SeedTag({ week, seed }: { week: string; seed: SampleSeed | undefined }) {
  const days = daysOfWeek(week);
  if (!days) return null;
  const state = seedState(days, seed, serverClock.now());
  const tone = state === "revealed" ? "good" : state === "to_reveal" ? "warn" : undefined;
  return (
    <span className={css.tag} data-tone={tone}>
      {seedStateLabel(state)}
    </span>
  );
}

interface WeekSeedProps {
  week: string;
  days: WeekDays;
  seed: SampleSeed | undefined;
  may: boolean;
}

function WeekSeed({ week, days, seed, may }: WeekSeedProps) {
  const [confirmed, confirm] = useConfirmation();
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = (text: string) => {
    confirm(text);
    heading.current?.focus();
  };
  const state = seedState(days, seed, serverClock.now());
  return (
    <section className={`panel ${css.sheet}`} aria-labelledby="numero">
      <header>
        <h1 id="numero" tabIndex={-1} ref={heading}>
          {t("Número para la semana del {first}", { first: weekLabel(days.first, days.last) })}
        </h1>
        <SeedTag week={week} seed={seed} />
        <span className="quiet">{t("semana {week}", { week })}</span>
      </header>
      <Confirmation>{confirmed}</Confirmation>
      {seed && <SeedFacts seed={seed} />}
      <WeekSamples week={week} days={days} />
      {state === "early" && <p>{t("El número se compromete en los 35 días anteriores a la semana.")}</p>}
      {state === "late" && (
        <p>{t("La semana ya comenzó y nadie comprometió un número: la semilla es la cabeza de la cadena sola.")}</p>
      )}
      {state === "open" &&
        (may ? (
          <CommitForm week={week} done={() => finish(t("El compromiso quedó registrado. Guarde el número."))} />
        ) : (
          <p>{t("La interventoría todavía no ha comprometido un número.")}</p>
        ))}
      {state === "committed" && (
        <p>{t("El número se revela cuando la semana termine, el {last}.", { last: longDateOfDay(days.last) })}</p>
      )}
      {state === "to_reveal" &&
        seed &&
        (may ? (
          <RevealForm
            week={week}
            commitment={seed.commitment}
            done={() => finish(t("El número quedó revelado. Con él se sortean las muestras de la semana."))}
          />
        ) : (
          <p>{t("La semana terminó y la interventoría todavía no ha revelado el número.")}</p>
        ))}
    </section>
  );
}

function SeedFacts({ seed }: { seed: SampleSeed }) {
  const now = serverClock.now();
  return (
    <>
      <dl className={css.facts}>
        <dt>{t("Comprometido")}</dt>
        <dd>
          {momentPhrase(seed.committed_at, now)}, {seed.committed_by_name}
        </dd>
        {seed.number && (
          <>
            <dt>{t("Revelado")}</dt>
            <dd>
              {seed.revealed_at && momentPhrase(seed.revealed_at, now)}, {seed.revealed_by_name}
            </dd>
            <dt>{t("Número")}</dt>
            <dd className={css.number}>{seed.number}</dd>
          </>
        )}
      </dl>
      <TechnicalDetails about={t("del compromiso")}>
        <dl className={css.facts}>
          <dt>{t("SHA-256 del número")}</dt>
          <dd className={css.hash}>{seed.commitment}</dd>
        </dl>
      </TechnicalDetails>
    </>
  );
}

/** The samples of a week with their states: until when a draw waits for the number, or that it was drawn. */
function WeekSamples({ week, days }: { week: string; days: WeekDays }) {
  const { data } = useSamples({ before: weekAfter(days) });
  const samples = (data?.samples ?? []).filter((each) => each.week === week);
  if (samples.length === 0) return null;
  return (
    <ul aria-label={t("Muestras de la semana")}>
      {samples.map((each) => (
        <li key={each.id}>
          <Link to={samplePath(each.id)}>
            {t("Muestra de {channel}", { channel: channelLabel(each.channel).toLowerCase() })}
          </Link>
          : {stateSentence(each, serverClock.now())}
        </li>
      ))}
    </ul>
  );
}
