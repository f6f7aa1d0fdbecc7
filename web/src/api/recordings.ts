/** The waveform of a recording. The player loads the sound itself. */
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./client";

/** @param id of the recording; a stored recording never changes, so its waveform is loaded once */
export const useWaveform = (id: string) =>
  useQuery({
    queryKey: ["recordings", id, "waveform"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      unwrap(api.GET("/api/v1/recordings/{recording_id}/waveform", { params: { path: { recording_id: id } } })),
  });

export const audioSource = (id: string): string => `/api/v1/recordings/${encodeURIComponent(id)}/audio`;
