/** The application's root: the sign-in screen without a session, otherwise the shell with the screen of the path. */
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { accountQuery, labelsQuery } from "./api/queries";
import type { Account } from "./api/types";
import { Failure, Loading } from "./components/load-states";
import { LabelsContext } from "./labels";
import { currentPath, navigate, usePath } from "./router";
import { DeskScreen } from "./features/desk/ui/desk";
import { homePath, mayOpen, findRoute } from "./routes";
import { Shell } from "./features/shell/ui/shell";
import { SignIn } from "./features/sign-in/ui/sign-in";
import { claimLocalDrafts } from "./local-drafts";
import { PracticeWithoutSession, WhilePractising } from "./features/practice/ui/practice-end";
import { reloadWhenServerIsBack } from "./features/wall/model/server-return";
import { addressOf, inPractice } from "./practice-mode";
import { t } from "./i18n/translate";

const BoardScreen = lazy(() => import("./features/board/ui/board"));
const AccountScreen = lazy(() => import("./features/account/ui/account"));
const PasswordChangeRequired = lazy(() => import("./features/sign-in/ui/password-change-required"));
const SecondFactorRequired = lazy(() => import("./features/sign-in/ui/second-factor-required"));
const PromptsScreen = lazy(() => import("./features/prompts/ui/prompts"));
const SeatsScreen = lazy(() => import("./features/roster/ui/seats"));
const AnnouncementsScreen = lazy(() => import("./features/announcements/ui/announcements"));
const AbsencesScreen = lazy(() => import("./features/roster/ui/absences"));
const UsersScreen = lazy(() => import("./features/users/ui/users"));
const MessagesScreen = lazy(() => import("./features/messages/ui/messages"));
const FilingScreen = lazy(() => import("./features/filing/ui/filing"));
const InboxScreen = lazy(() => import("./features/inbox/ui/inbox"));
const EscalationsScreen = lazy(() => import("./features/escalations/ui/escalations"));
const IndicatorsScreen = lazy(() => import("./features/oversight/ui/indicators/indicators"));
const FiguresScreen = lazy(() => import("./features/figures/ui/figures"));
const ReportsScreen = lazy(() => import("./features/oversight/ui/reports"));
const OwnReportsScreen = lazy(() => import("./features/reports/ui/own-reports"));
const SealedPeriodsScreen = lazy(() => import("./features/oversight/ui/sealed-periods"));
const IncidentsScreen = lazy(() => import("./features/oversight/ui/incidents/incidents"));
const ObservationsScreen = lazy(() => import("./features/oversight/ui/observations"));
const CustomersScreen = lazy(() => import("./features/customers/ui/customers"));
const SamplesScreen = lazy(() => import("./features/quality/ui/samples"));
const EvaluationsScreen = lazy(() => import("./features/quality/ui/evaluations"));
const QualityResultsScreen = lazy(() => import("./features/quality/ui/results"));
const SeedsScreen = lazy(() => import("./features/quality/ui/seeds"));
const CalibrationsScreen = lazy(() => import("./features/quality/ui/calibrations/calibrations"));
const AgreementScreen = lazy(() => import("./features/quality/ui/agreement"));
const RefutationsScreen = lazy(() => import("./features/quality/ui/feedback/refutations"));
const CoachingScreen = lazy(() => import("./features/quality/ui/coaching/coaching-list"));
const OwnQualityScreen = lazy(() => import("./features/quality/ui/feedback/own-quality"));
const OwnCoachingScreen = lazy(() => import("./features/quality/ui/coaching/own-coaching"));
const ScheduleScreen = lazy(() => import("./features/training/ui/schedule"));
const TrainingCoursesScreen = lazy(() => import("./features/training/ui/courses"));
const TrainingRequirementsScreen = lazy(() => import("./features/training/ui/requirements"));
const TrainingProposalsScreen = lazy(() => import("./features/training/ui/proposals"));
const TrainedAdvisorsScreen = lazy(() => import("./features/training/ui/advisors"));
const OwnTrainingScreen = lazy(() => import("./features/training/ui/own-training"));
const FindingsScreen = lazy(() => import("./features/quality/ui/findings/findings"));
const VisitsScreen = lazy(() => import("./features/quality/ui/visits/visits"));
const AccessReviewsScreen = lazy(() => import("./features/access-reviews/ui/reviews"));
const FindingReportsScreen = lazy(() => import("./features/quality/ui/finding-reports/finding-reports"));
const FirstStepsScreen = lazy(() => import("./features/first-steps/ui/first-steps"));
const SiteScreen = lazy(() => import("./features/site/ui/site"));
const SimulatorScreen = lazy(() => import("./features/simulator/ui/simulator"));
const StaffScreen = lazy(() => import("./features/staff/ui/staff"));
const KnowledgeScreen = lazy(() => import("./features/knowledge/ui/knowledge"));
const LargeClientsScreen = lazy(() => import("./features/large-clients/ui/large-clients"));
const NoveltiesScreen = lazy(() => import("./features/large-clients/ui/novelties"));
const AccessLogScreen = lazy(() => import("./features/access-log/ui/access-log"));
const IdentityChecksScreen = lazy(() => import("./features/access-log/ui/identity-checks"));
const PracticeScreen = lazy(() => import("./features/practice/ui/practice"));
const WallScreen = lazy(() => import("./features/wall/ui/wall").catch(reloadWhenServerIsBack));
const DisplaysScreen = lazy(() => import("./features/wall/ui/displays"));
const HelpScreen = lazy(() => import("./features/help/ui/help-page"));
const CallsScreen = lazy(() => import("./features/calls/ui/calls"));

const WALL_PATH = "/pared";

/** A wall display has no session; every other screen needs one. */
export function App() {
  if (currentPath() !== WALL_PATH) return <SessionApp />;
  return (
    <Suspense fallback={<Loading label={t("Abriendo la pantalla…")} />}>
      <WallScreen />
    </Suspense>
  );
}

function SessionApp() {
  const { data: account, error, isPending, refetch } = useQuery(accountQuery);
  if (isPending) return <Loading label={t("Abriendo Atención…")} />;
  if (error && account === undefined)
    return <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir Atención.")} />;
  if (!account) return inPractice ? <PracticeWithoutSession /> : <SignIn />;
  if (account.password_change_due)
    return (
      <Suspense fallback={<Loading label={t("Abriendo…")} />}>
        <PasswordChangeRequired />
      </Suspense>
    );
  if (account.second_factor_due)
    return (
      <Suspense fallback={<Loading label={t("Abriendo…")} />}>
        <SecondFactorRequired />
      </Suspense>
    );
  return <SignedInApp account={account} />;
}

function SignedInApp({ account }: { account: Account }) {
  const path = usePath();
  const route = findRoute(path);
  const home = homePath(account);
  const isUnavailable = !route || !mayOpen(account, route);
  const { data: labels, error, refetch } = useQuery(labelsQuery);
  useEffect(() => claimLocalDrafts(account.user), [account.user]);
  useEffect(() => {
    if (path === "/" || path === "/ingreso") navigate(home, { replace: true });
  }, [path, home]);
  if (!labels)
    return error ? (
      <Failure error={error} retry={() => void refetch()} title={t("No se pudo abrir Atención.")} />
    ) : (
      <Loading label={t("Abriendo Atención…")} />
    );
  const screen = isUnavailable ? <NotFound home={home} /> : renderScreen(route.path, path);
  return (
    <LabelsContext value={labels}>
      <Shell account={account} place={route}>
        <Suspense fallback={<Loading label={t("Abriendo la pantalla…")} />}>
          {inPractice ? <WhilePractising>{screen}</WhilePractising> : screen}
        </Suspense>
      </Shell>
    </LabelsContext>
  );
}

function renderScreen(place: string, path: string): ReactNode {
  if (place === "/escritorio") return <DeskScreen />;
  if (place === "/tablero") return <BoardScreen />;
  if (place === "/puestos") return <SeatsScreen />;
  if (place === "/ausencias") return <AbsencesScreen />;
  if (place === "/anuncios") return <AnnouncementsScreen />;
  if (place === "/usuarios") return <UsersScreen />;
  if (place === "/cuenta") return <AccountScreen />;
  if (place === "/radicar") return <FilingScreen />;
  if (place === "/escalamientos") return <EscalationsScreen />;
  if (place === "/indicadores") return <IndicatorsScreen />;
  if (place === "/cifras") return <FiguresScreen />;
  if (place === "/calidad/resultados") return <QualityResultsScreen />;
  if (place === "/sellos") return <SealedPeriodsScreen />;
  if (place === "/bitacora") return <AccessLogScreen />;
  if (place === "/identidad") return <IdentityChecksScreen />;
  if (place === "/practica") return <PracticeScreen />;
  if (place === "/primeros-pasos") return <FirstStepsScreen />;
  if (place === "/sitio") return <SiteScreen />;
  if (place === "/simulador") return <SimulatorScreen />;
  if (place === "/pantallas") return <DisplaysScreen />;
  if (place === "/voces") return <PromptsScreen />;
  const id = decodeURIComponent(path.slice(place.length + 1).split("/")[0] ?? "");
  if (place === "/calidad/muestras") return <SamplesScreen id={id} />;
  if (place === "/calidad/evaluaciones") return <EvaluationsScreen id={id} />;
  if (place === "/calidad/semillas") return <SeedsScreen week={id} />;
  if (place === "/calidad/calibraciones") return <CalibrationsScreen id={id} />;
  if (place === "/calidad/acuerdo") return <AgreementScreen />;
  if (place === "/calidad/refutaciones") return <RefutationsScreen id={id} />;
  if (place === "/calidad/acompanamientos") return <CoachingScreen id={id} />;
  if (place === "/calidad/mis-evaluaciones") return <OwnQualityScreen id={id} />;
  if (place === "/calidad/mis-acompanamientos") return <OwnCoachingScreen id={id} />;
  if (place === "/calidad/hallazgos") return <FindingsScreen id={id} />;
  if (place === "/calidad/visitas") return <VisitsScreen id={id} />;
  if (place === "/calidad/informes") return <FindingReportsScreen id={id} />;
  if (place === "/personal") return <StaffScreen user={id} />;
  if (place === "/conocimiento") return <KnowledgeScreen id={id} />;
  if (place === "/grandes-clientes") return <LargeClientsScreen id={id} />;
  if (place === "/novedades") return <NoveltiesScreen id={id} />;
  if (place === "/capacitacion/cronograma") return <ScheduleScreen id={id} />;
  if (place === "/capacitacion/temas") return <TrainingCoursesScreen />;
  if (place === "/capacitacion/exigencias") return <TrainingRequirementsScreen />;
  if (place === "/capacitacion/propuestas") return <TrainingProposalsScreen />;
  if (place === "/capacitacion/asesores") return <TrainedAdvisorsScreen />;
  if (place === "/capacitacion/mia") return <OwnTrainingScreen />;
  if (place === "/revision-de-cuentas") return <AccessReviewsScreen id={id} />;
  if (place === "/ayuda") return <HelpScreen guide={id} />;
  if (place === "/bandeja") return <InboxScreen number={id} />;
  if (place === "/clientes") return <CustomersScreen id={id} />;
  if (place === "/informes") return <ReportsScreen id={id} />;
  if (place === "/mis-informes") return <OwnReportsScreen id={id} />;
  if (place === "/incidentes") return <IncidentsScreen id={id} />;
  if (place === "/observaciones") return <ObservationsScreen id={id} />;
  return place === "/mensajes" ? <MessagesScreen id={id} /> : <CallsScreen id={id} />;
}

function NotFound({ home }: { home: string }) {
  return (
    <section style={{ padding: "3rem", display: "grid", gap: "0.5rem", alignContent: "start" }}>
      <h1>{t("No puede abrir esta página")}</h1>
      <p className="quiet">{t("La dirección no existe o su rol no permite verla.")}</p>
      <p>
        <a
          href={addressOf(home)}
          onClick={(event) => {
            event.preventDefault();
            navigate(home);
          }}
        >
          {t("Volver al inicio")}
        </a>
      </p>
    </section>
  );
}
