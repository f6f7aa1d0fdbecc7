/** The dialog that publishes an announcement. */
import { DateField } from "../../../components/date-field/date-field";
import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { usePublishAnnouncement } from "../../../api/announcements";
import { serverClock } from "../../../clock";
import { announce } from "../../../components/announcer";
import { FormDialog } from "../../../components/form-dialog";
import { addDays, localDay } from "../../oversight/model/indicator-view";
import {
  type AnnouncementDraft,
  isAnnouncementComplete,
  LONGEST_ANNOUNCEMENT,
  NO_PERSONAL_DATA,
  toAnnouncementForm,
} from "../model/bulletins";
import { AudienceFields } from "./audience-fields";
import css from "./announcements.module.css";
import { t } from "../../../i18n/translate";

const KINDS = ["roles", "queues", "team", "users"] as const;
const LONGEST_DAYS = 89;

interface AnnouncementDialogProps {
  draft: AnnouncementDraft;
  setDraft: (draft: AnnouncementDraft) => void;
  close: () => void;
}

export function AnnouncementDialog({ draft, setDraft, close }: AnnouncementDialogProps) {
  const publish = usePublishAnnouncement();
  const today = localDay(serverClock.now());
  const submit = () =>
    publish.mutate(toAnnouncementForm(draft, today), {
      onSuccess: ({ bulletin }) => {
        announce(t("Anuncio {id} publicado.", { id: bulletin.id }));
        close();
      },
    });
  return (
    <FormDialog
      title={t("Publicar un anuncio")}
      submitLabel={t("Publicar")}
      canSubmit={isAnnouncementComplete(draft, today)}
      busy={publish.isPending}
      error={publish.error}
      onSubmit={submit}
      onClose={close}
    >
      <TextInput
        label={t("Título")}
        data-first
        maxLength={100}
        value={draft.title}
        onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
      />
      <Textarea
        label={t("Texto")}
        description={NO_PERSONAL_DATA}
        value={draft.text}
        onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
        autosize
        minRows={4}
        maxRows={12}
        maxLength={LONGEST_ANNOUNCEMENT}
      />
      <AudienceFields draft={draft} setDraft={(audience) => setDraft({ ...draft, ...audience })} kinds={KINDS} />
      <div className={css.dates}>
        <DateField
          label={t("Desde")}
          description={t("Vacío: desde ya")}
          value={draft.firstDay}
          min={today}
          max={addDays(today, LONGEST_DAYS)}
          onChange={(day) => setDraft({ ...draft, firstDay: day })}
        />
        <DateField
          label={t("Hasta")}
          description={t("Ese día incluido")}
          value={draft.lastDay}
          min={draft.firstDay || today}
          max={addDays(draft.firstDay || today, LONGEST_DAYS)}
          onChange={(day) => setDraft({ ...draft, lastDay: day })}
        />
      </div>
      <Checkbox
        label={t("Exige lectura")}
        description={t("Cada persona lo marca como leído; usted ve quién falta.")}
        checked={draft.mustRead}
        onChange={(event) => setDraft({ ...draft, mustRead: event.currentTarget.checked })}
      />
    </FormDialog>
  );
}
