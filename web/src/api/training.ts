/** Training: courses, the schedule, a session's register, proposals, and the user's own. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components, paths } from "./schema";
import { useSingleFlight } from "./single-flight";
import { renewQueries } from "./renewal";

type Schemas = components["schemas"];
export type TrainingCourse = Schemas["TrainingCourse"];
export type CourseForm = Schemas["CourseForm"];
export type MaterialForm = Schemas["MaterialForm"];
export type TrainingSession = Schemas["TrainingSessionDetail"];
export type TrainingSessionSummary = Schemas["TrainingSessionSummary"];
export type SessionForm = Schemas["TrainingSessionForm"];
export type TrainingParticipant = Schemas["TrainingParticipant"];
export type RegisterRow = Schemas["RegisterRow"];
export type TrainingFile = Schemas["TrainingFile"];
export type TrainingOptions = Schemas["TrainingOptions"];
export type TrainingProposal = Schemas["TrainingProposal"];
export type ProposalForm = Schemas["ProposalForm"];
export type ProposalDecision = Schemas["ProposalDecisionForm"];
export type TrainedAdvisor = Schemas["TrainedAdvisor"];
export type OwnTraining = Schemas["OwnTraining"];
export type OwnTrainingSession = Schemas["OwnTrainingSession"];
export type TrainingStanding = Schemas["TrainingStanding"];
export type SessionFilter = NonNullable<paths["/api/v1/training/sessions"]["get"]["parameters"]["query"]>;
export type ProposalFilter = NonNullable<paths["/api/v1/training/proposals"]["get"]["parameters"]["query"]>;

const trainingKey = ["training"];

export const useTrainingOptions = () =>
  useQuery({ queryKey: [...trainingKey, "options"], queryFn: () => unwrap(api.GET("/api/v1/training/options")) });

export const useCourses = (enabled = true) =>
  useQuery({
    queryKey: [...trainingKey, "courses"],
    enabled,
    queryFn: () => unwrap(api.GET("/api/v1/training/courses")),
  });

export const useTrainingSessions = (query: SessionFilter) =>
  useQuery({
    queryKey: [...trainingKey, "sessions", query],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/training/sessions", { params: { query } })),
  });

export const useTrainingSession = (id: string) =>
  useQuery({
    queryKey: [...trainingKey, "session", id],
    queryFn: () => unwrap(api.GET("/api/v1/training/sessions/{session_id}", { params: { path: { session_id: id } } })),
  });

export const useTrainingProposals = (query: ProposalFilter, enabled = true) =>
  useQuery({
    enabled,
    queryKey: [...trainingKey, "proposals", query],
    placeholderData: (before) => before,
    queryFn: () => unwrap(api.GET("/api/v1/training/proposals", { params: { query } })),
  });

export const useTrainedAdvisors = () =>
  useQuery({ queryKey: [...trainingKey, "advisors"], queryFn: () => unwrap(api.GET("/api/v1/training/advisors")) });

export const useOwnTraining = ({ enabled = true, staleTime = 0 } = {}) =>
  useQuery({
    enabled,
    staleTime,
    queryKey: [...trainingKey, "own"],
    queryFn: () => unwrap(api.GET("/api/v1/me/training")),
  });

/** Return a mutation that is sent once at a time and reads all training again. */
const useChange = <Request, Answer>(send: (request: Request) => Promise<Answer>) =>
  useSingleFlight(
    useMutation({
      mutationFn: send,
      onSettled: renewQueries(trainingKey),
    }),
  );

export interface CourseRequest extends CourseForm {
  retired: boolean;
  /** Null for a new course. */
  existing: Pick<TrainingCourse, "id" | "revision"> | null;
}

export const useSaveCourse = () =>
  useChange(({ existing, retired, ...form }: CourseRequest) =>
    existing
      ? unwrap(
          api.PUT("/api/v1/training/courses/{course_id}", {
            params: { path: { course_id: existing.id } },
            body: { ...form, retired, revision: existing.revision },
          }),
        )
      : unwrap(api.POST("/api/v1/training/courses", { body: form })),
  );

export const useAddMaterial = (course: string) =>
  useChange((body: MaterialForm) =>
    unwrap(
      api.POST("/api/v1/training/courses/{course_id}/materials", { params: { path: { course_id: course } }, body }),
    ),
  );

/** A new version of a material that is a file. */
export interface MaterialUpload {
  query: paths["/api/v1/training/courses/{course_id}/uploads"]["post"]["parameters"]["query"];
  file: File;
}

export const useUploadMaterial = (course: string) =>
  useChange(({ query, file }: MaterialUpload) =>
    unwrap(
      api.POST("/api/v1/training/courses/{course_id}/uploads", {
        params: { path: { course_id: course }, query },
        body: { files: [] },
        bodySerializer: () => fileForm(file),
      }),
    ),
  );

function fileForm(file: File): FormData {
  const form = new FormData();
  form.append("files", file);
  return form;
}

/** Return the address of the file of a version: for those who manage training, or for the advisors who train. */
export const materialFilePath = (course: string, version: number, own = false): string =>
  own
    ? `/api/v1/me/training-materials/${course}/${version}`
    : `/api/v1/training/courses/${course}/materials/${version}/file`;

export const usePlanSession = () =>
  useChange((body: SessionForm) => unwrap(api.POST("/api/v1/training/sessions", { body })));

export const useMoveSession = (id: string) =>
  useChange((body: Schemas["SessionMoveForm"]) =>
    unwrap(api.PUT("/api/v1/training/sessions/{session_id}", { params: { path: { session_id: id } }, body })),
  );

export const useCancelSession = (id: string) =>
  useChange((revision: number) =>
    unwrap(
      api.POST("/api/v1/training/sessions/{session_id}/cancellation", {
        params: { path: { session_id: id } },
        body: { revision },
      }),
    ),
  );

export const useSetParticipants = (id: string) =>
  useChange((advisors: string[]) =>
    unwrap(
      api.PUT("/api/v1/training/sessions/{session_id}/participants", {
        params: { path: { session_id: id } },
        body: { advisors },
      }),
    ),
  );

export const useTakeRegister = (id: string) =>
  useChange((body: Schemas["RegisterForm"]) =>
    unwrap(api.POST("/api/v1/training/sessions/{session_id}/register", { params: { path: { session_id: id } }, body })),
  );

export const useProposeTraining = () =>
  useChange((body: ProposalForm) => unwrap(api.POST("/api/v1/training/proposals", { body })));

export const useDecideProposal = (id: string) =>
  useChange((body: ProposalDecision) =>
    unwrap(
      api.POST("/api/v1/training/proposals/{proposal_id}/decision", { params: { path: { proposal_id: id } }, body }),
    ),
  );

export const useAcknowledgeTraining = () =>
  useChange((session: string) =>
    unwrap(api.POST("/api/v1/me/training/{session_id}/acknowledgement", { params: { path: { session_id: session } } })),
  );
