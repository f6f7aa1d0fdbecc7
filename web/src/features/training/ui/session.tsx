/** One session: what it is, the register of attendance and marks by keyboard, and who is expected. */
import { DateTimeField } from "../../../components/date-field/date-time-field";
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../../../api/queries";
import {
  type TrainingSession,
  useCancelSession,
  useCourses,
  useMoveSession,
  useSetParticipants,
  useTrainingOptions,
  useTrainingSession,
} from "../../../api/training";
import { serverClock } from "../../../clock";
import { FormDialog } from "../../../components/form-dialog";
import { Link } from "../../../components/link";
import { Failure, Loading } from "../../../components/load-states";
import { countPhrase, longDate, timeOfDay } from "../../../formats";
import { labelOf, useLabels } from "../../../labels";
import quality from "../../quality/ui/quality.module.css";
import { materialVersion, attendanceText, SCHEDULE } from "../model/labels";
import { Material } from "./material";
import { People } from "./people";
import { Register } from "./register";
import { SessionStateTag } from "./tags";
import css from "./training.module.css";
import { t } from "../../../i18n/translate";

export function SessionPage({ id }: { id: string }) {
  const { data, error, refetch } = useTrainingSession(id);
  if (error && !data)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo leer la sesión.")} />;
  return data ? <SessionSheet session={data} /> : <Loading label={t("Leyendo la sesión…")} />;
}

function SessionSheet({ session }: { session: TrainingSession }) {
  const { training_channels } = useLabels();
  const may = (useQuery(accountQuery).data?.permissions ?? []).includes("training.write");
  const begun = Date.parse(session.starts_at) <= serverClock.now();
  return (
    <section className={`panel ${quality.sheet}`} aria-labelledby="sesion">
      <header>
        <h1 id="sesion" className={quality.grow}>
          {t("{title}, sesión {id}", { title: session.title, id: session.id })}
        </h1>
        <SessionStateTag state={session.state} />
      </header>
      <p>
        <Link to={SCHEDULE}>{t("Volver al cronograma")}</Link>
      </p>
      <dl className={quality.facts}>
        <dt>{t("Cuándo")}</dt>
        <dd>
          {t("{starts_at}, {starts_at2} ({minutes} minutos)", {
            starts_at: longDate(session.starts_at),
            starts_at2: timeOfDay(session.starts_at),
            minutes: session.minutes,
          })}
        </dd>
        <dt>{t("Dónde")}</dt>
        <dd>{session.place}</dd>
        <dt>{t("Quién la dicta")}</dt>
        <dd>{session.trainer}</dd>
        <dt>{t("Material")}</dt>
        <dd>
          <SessionMaterial session={session} />
        </dd>
        <dt>{t("Línea y canal")}</dt>
        <dd>
          {session.line_name ?? t("Todas las líneas")}, {labelOf(training_channels, session.channel).toLowerCase()}
        </dd>
        <dt>{t("Aprobación")}</dt>
        <dd>
          {t("{pass_mark} de 100, en {attempts} a lo sumo", {
            pass_mark: session.pass_mark,
            attempts: countPhrase(session.attempts, "intento", "intentos"),
          })}
        </dd>
        <dt>{t("Asistencia")}</dt>
        <dd>{attendanceText(session)}</dd>
      </dl>
      {may && session.state !== "cancelled" && <Acts session={session} />}
      <h2>{t("Asistencia y notas")}</h2>
      {session.state !== "cancelled" && !begun && (
        <p className={quality.note}>{t("La asistencia se registra desde el día de la sesión.")}</p>
      )}
      <Register
        key={`${session.id} ${session.revision}`}
        session={session}
        editable={may && session.state !== "cancelled"}
      />
    </section>
  );
}

function SessionMaterial({ session }: { session: TrainingSession }) {
  const course = useCourses().data?.courses.find((each) => each.id === session.course);
  const material = course?.materials.find((each) => each.version === session.version);
  return material ? <Material course={session.course} material={material} /> : materialVersion(session.version);
}

type Act = "people" | "move" | "cancel";

function Acts({ session }: { session: TrainingSession }) {
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  return (
    <p className={quality.acts}>
      <Button variant="default" onClick={() => setAct("people")}>
        {t("Cambiar quiénes asisten")}
      </Button>
      {session.state === "planned" && (
        <>
          <Button variant="default" onClick={() => setAct("move")}>
            {t("Cambiar fecha o lugar")}
          </Button>
          <Button variant="default" onClick={() => setAct("cancel")}>
            {t("Cancelar la sesión")}
          </Button>
        </>
      )}
      {act === "people" && <PeopleDialog session={session} close={close} />}
      {act === "move" && <MoveDialog session={session} close={close} />}
      {act === "cancel" && <CancelDialog session={session} close={close} />}
    </p>
  );
}

interface DialogProps {
  session: TrainingSession;
  close: () => void;
}

function PeopleDialog({ session, close }: DialogProps) {
  const options = useTrainingOptions().data;
  const [chosen, setChosen] = useState(session.participants.map(({ advisor }) => advisor));
  const set = useSetParticipants(session.id);
  return (
    <FormDialog
      title={t("Quiénes asisten")}
      submitLabel={t("Guardar")}
      canSubmit={Boolean(options)}
      busy={set.isPending}
      error={set.error}
      onSubmit={() => set.mutate(chosen, { onSuccess: close })}
      onClose={close}
      wide
    >
      <p className="quiet">{t("Quien ya tiene asistencia se queda.")}</p>
      <People advisors={options?.advisors ?? []} chosen={chosen} onChange={setChosen} />
    </FormDialog>
  );
}

/** Return a moment as the field of date and time has it, in Colombian time. */
const localInput = (at: string): string => new Date(Date.parse(at) - 5 * 3_600_000).toISOString().slice(0, 16);

function MoveDialog({ session, close }: DialogProps) {
  const [form, setForm] = useState({
    starts: localInput(session.starts_at),
    minutes: session.minutes,
    trainer: session.trainer,
    place: session.place,
  });
  const move = useMoveSession(session.id);
  const { starts, ...rest } = form;
  return (
    <FormDialog
      title={t("Cambiar la sesión")}
      submitLabel={t("Guardar")}
      canSubmit={[starts, form.trainer.trim(), form.place.trim()].every(Boolean)}
      busy={move.isPending}
      error={move.error}
      onSubmit={() =>
        move.mutate({ ...rest, starts_at: `${starts}:00-05:00`, revision: session.revision }, { onSuccess: close })
      }
      onClose={close}
    >
      <div className={css.pair}>
        <DateTimeField
          label={t("Fecha y hora")}
          value={starts}
          onChange={(starts) => setForm({ ...form, starts })}
          data-first
        />
        <NumberInput
          label={t("Minutos")}
          min={5}
          max={10080}
          value={form.minutes}
          onChange={(minutes) => setForm({ ...form, minutes: Number(minutes) })}
        />
      </div>
      <TextInput
        label={t("Quién la dicta")}
        value={form.trainer}
        onChange={(event) => setForm({ ...form, trainer: event.currentTarget.value })}
      />
      <TextInput
        label={t("Lugar o enlace")}
        value={form.place}
        onChange={(event) => setForm({ ...form, place: event.currentTarget.value })}
      />
    </FormDialog>
  );
}

function CancelDialog({ session, close }: DialogProps) {
  const cancel = useCancelSession(session.id);
  return (
    <FormDialog
      title={t("Cancelar la sesión")}
      submitLabel={t("Cancelar la sesión")}
      canSubmit
      busy={cancel.isPending}
      error={cancel.error}
      onSubmit={() => cancel.mutate(session.revision, { onSuccess: close })}
      onClose={close}
    >
      <p>{t("Quienes asistían reciben un aviso. La sesión queda en el cronograma como cancelada.")}</p>
    </FormDialog>
  );
}
