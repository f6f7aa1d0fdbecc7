/** The waveform of a recording. The player loads the sound itself. */
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { addressOf } from "../practice-mode";

/**
 * @param id of the recording; a stored recording never changes, so its waveform is loaded once
 * @param evaluation of one's own work, through which an advisor hears the evaluated call
 */
export const useWaveform = (id: string, evaluation?: string) =>
  useQuery({
    queryKey: ["recordings", id, "waveform", evaluation],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      evaluation
        ? unwrap(
            api.GET("/api/v1/me/evaluations/{evaluation_id}/recordings/{recording_id}/waveform", {
              params: { path: { evaluation_id: evaluation, recording_id: id } },
            }),
          )
        : unwrap(api.GET("/api/v1/recordings/{recording_id}/waveform", { params: { path: { recording_id: id } } })),
  });

export const audioSource = (id: string, evaluation?: string): string =>
  addressOf(
    `/api/v1/${evaluation ? `me/evaluations/${encodeURIComponent(evaluation)}/` : ""}recordings/${encodeURIComponent(id)}/audio`,
  );
