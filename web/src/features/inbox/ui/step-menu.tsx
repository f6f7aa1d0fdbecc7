/** The one action that the ticket's state calls for, and the other allowed steps in a menu. */
import { Button, Menu } from "@mantine/core";
import type { StepName, TicketDetail } from "../../../api/tickets";
import { useLabels } from "../../../labels";
import { buildStepMenu, needsReview, STEPS } from "../../tickets/model/steps";
import css from "./inbox.module.css";
import { t } from "../../../i18n/translate";

interface StepMenuProps {
  ticket: TicketDetail;
  chosen: StepName | null;
  busy: boolean;
  choose: (step: StepName) => void;
  /** Opens the area's answer beside the petition. */
  review: () => void;
}

export function StepMenu({ ticket, chosen, busy, choose, review }: StepMenuProps) {
  const { steps: names } = useLabels();
  const { primary, others } = buildStepMenu(ticket);
  if (!ticket.steps.length) return <p className="quiet">{t("Ahora no le corresponde ningún paso; puede leerlo.")}</p>;
  const reviewed = ticket.answer_opened === true;
  return (
    <div className={css.steps} role="group" aria-labelledby="pasos">
      {needsReview(ticket) && (
        <Button size="compact-md" onClick={review}>
          {t("Revisar la respuesta")}
        </Button>
      )}
      {primary && (
        <Button
          size="compact-md"
          variant={chosen && chosen !== primary ? "default" : "filled"}
          loading={busy && STEPS[primary].immediate}
          aria-pressed={primary === chosen}
          onClick={() => choose(primary)}
        >
          {names[primary]}
        </Button>
      )}
      {(others.length > 0 || reviewed) && (
        <Menu position="bottom-start" width={280} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button size="compact-md" variant="default">
              {primary || needsReview(ticket) ? t("Más acciones") : t("Acciones")} <span aria-hidden="true">▾</span>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {reviewed && <Menu.Item onClick={review}>{t("Ver la respuesta junto a lo pedido")}</Menu.Item>}
            {others.map((step, at) => (
              <OtherStep key={step} step={step} before={others[at - 1]} choose={choose} />
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** A step of the menu; the ones that end the petition or remove something stand apart. */
function OtherStep({
  step,
  before,
  choose,
}: {
  step: StepName;
  before: StepName | undefined;
  choose: (step: StepName) => void;
}) {
  const names = useLabels().steps;
  const apart = STEPS[step].destructive && before && !STEPS[before].destructive;
  return (
    <>
      {apart && <Menu.Divider />}
      <Menu.Item className={STEPS[step].destructive ? css.ending : undefined} onClick={() => choose(step)}>
        {names[step]}
      </Menu.Item>
    </>
  );
}
