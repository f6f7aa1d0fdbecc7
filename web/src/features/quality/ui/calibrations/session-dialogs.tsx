/** The dialogs of the coordinator: open the results, name another master, cancel. What is typed survives a reload. */
import { NativeSelect, Textarea } from "@mantine/core";
import {
  type Calibration,
  useCancelCalibration,
  useCandidates,
  useChangeMaster,
  useOpenResults,
} from "../../../../api/calibrations";
import { ApiProblem } from "../../../../api/problem";
import { FormDialog } from "../../../../components/form-dialog";
import { useDialogDraft } from "../../../../dialog-draft";
import { rich, t } from "../../../../i18n/translate";

interface SessionDialogProps {
  session: Calibration;
  /** Called with the sentence that says what was done. */
  done: (text: string) => void;
  close: () => void;
}

const EMPTY_FORM = { reason: "", master: "" };

/** Return the form of a dialog, the function that changes it, and the one that forgets it. */
function useActDraft(session: Calibration, act: string) {
  const [stored, keep] = useDialogDraft(`calibracion.${session.id}.${act}`, EMPTY_FORM);
  const form = stored ?? EMPTY_FORM;
  return { form, edit: (change: Partial<typeof EMPTY_FORM>) => keep({ ...form, ...change }), forget: () => keep(null) };
}

export function OpenDialog({ session, done, close }: SessionDialogProps) {
  const { form, edit, forget } = useActDraft(session, "open");
  const open = useOpenResults(session.id);
  const absent = session.people.filter(({ part, signed }) => part === "evaluator" && signed < session.items);
  return (
    <FormDialog
      title={t("Abrir los resultados")}
      submitLabel={t("Abrir")}
      canSubmit={absent.length === 0 || form.reason.trim() !== ""}
      busy={open.isPending}
      error={open.error}
      onSubmit={() =>
        open.mutate(form.reason.trim(), {
          onSuccess: () => {
            forget();
            done(t("Los resultados quedaron abiertos."));
          },
        })
      }
      onClose={close}
    >
      <p>
        {t(
          "Todos verán lo que cada persona evaluó. Las versiones firmadas hasta ahora son las que se comparan, y lo que se corrija después no cambia los resultados.",
        )}
      </p>
      {absent.length > 0 && (
        <>
          <p>
            {rich("{absent} Quedará escrito que faltaron.", {
              absent: (
                <strong>
                  {t("Aún no firman todo: {absent}.", { absent: absent.map(({ name }) => name).join(", ") })}
                </strong>
              ),
            })}
          </p>
          <Textarea
            label={t("Por qué se abre sin ellos")}
            value={form.reason}
            onChange={(event) => edit({ reason: event.currentTarget.value })}
            autosize
            minRows={2}
            maxLength={4000}
            data-first
          />
        </>
      )}
    </FormDialog>
  );
}

export function MasterDialog({ session, done, close }: SessionDialogProps) {
  const { form, edit, forget } = useActDraft(session, "master");
  const { data } = useCandidates();
  const change = useChangeMaster(session.id);
  const taken = session.people.filter(({ part }) => part !== "observer").map(({ user }) => user);
  const free = (data?.candidates ?? []).filter(({ user, evaluates }) => evaluates && !taken.includes(user));
  const problem = change.error instanceof ApiProblem ? change.error.fieldError("master") : undefined;
  return (
    <FormDialog
      title={t("Cambiar quién fija la nota maestra")}
      submitLabel={t("Cambiar")}
      canSubmit={form.master !== "" && form.reason.trim() !== ""}
      busy={change.isPending}
      error={problem ? null : change.error}
      onSubmit={() =>
        change.mutate(
          { master: form.master, reason: form.reason.trim() },
          {
            onSuccess: () => {
              forget();
              done(t("La nota maestra la fija otra persona."));
            },
          },
        )
      }
      onClose={close}
    >
      <NativeSelect
        label={t("Quién la fija ahora")}
        value={form.master}
        onChange={(event) => edit({ master: event.currentTarget.value })}
        data={[
          {
            value: "",
            label: data && free.length === 0 ? t("No hay nadie más que pueda evaluar") : t("Elija una persona"),
          },
          ...free.map(({ user, name }) => ({ value: user, label: name })),
        ]}
        error={problem}
        data-first
      />
      <Textarea
        label={t("Motivo")}
        value={form.reason}
        onChange={(event) => edit({ reason: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={4000}
      />
    </FormDialog>
  );
}

export function CancelDialog({ session, done, close }: SessionDialogProps) {
  const { form, edit, forget } = useActDraft(session, "cancel");
  const cancel = useCancelCalibration(session.id);
  return (
    <FormDialog
      title={t("Cancelar la calibración")}
      submitLabel={t("Cancelar la calibración")}
      canSubmit={form.reason.trim() !== ""}
      busy={cancel.isPending}
      error={cancel.error}
      onSubmit={() =>
        cancel.mutate(form.reason.trim(), {
          onSuccess: () => {
            forget();
            done(t("La calibración quedó cancelada."));
          },
        })
      }
      onClose={close}
    >
      <p>{t("Lo que ya se evaluó se conserva. La calibración no se puede retomar.")}</p>
      <Textarea
        label={t("Motivo")}
        value={form.reason}
        onChange={(event) => edit({ reason: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={4000}
        data-first
      />
    </FormDialog>
  );
}
