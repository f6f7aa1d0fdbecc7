/** The recordings of an evaluated call, each with the notes at its seconds, or the reason why it is not heard. */
import { createRef, type RefObject, useMemo } from "react";
import type { EvaluationDetail } from "../../../../api/feedback";
import type { Recording } from "../../../../api/types";
import { useLabels } from "../../../../labels";
import { erasedSentence } from "../../../customers/model/erasure-order";
import { type PlayerHandle, type PlayerMark, RecordingPlayer } from "./recording-player";

/** The player of each recording by its id: notes name it, because a call may have several. */
export type PlayerHandles = ReadonlyMap<string, RefObject<PlayerHandle | null>>;

/** Return a handle for the player of each recording; they stay the same while the recordings do. */
export function usePlayerHandles(recordings: readonly Recording[]): PlayerHandles {
  const names = recordings.map(({ id }) => id).join(" ");
  return useMemo(() => new Map(names.split(" ").map((id) => [id, createRef<PlayerHandle>()])), [names]);
}

/** Return the marks of the signed notes about a recording. */
export const marksOfNotes = (notes: EvaluationDetail["notes"], recording: string): PlayerMark[] =>
  notes.flatMap(({ recording: of, second, text }, index) =>
    of === recording && typeof second === "number" ? [{ key: String(index), second, text }] : [],
  );

interface StoryRecordingsProps {
  recordings: readonly Recording[];
  players: PlayerHandles;
  marksOf: (recording: string) => readonly PlayerMark[];
  /** The evaluation of one's own work, through which an advisor hears the call. */
  ownEvaluation?: string;
  onFailure: () => void;
}

export function StoryRecordings({ recordings, players, marksOf, ownEvaluation, onFailure }: StoryRecordingsProps) {
  const { recording_states } = useLabels();
  return recordings.map((each) =>
    each.state === "stored" ? (
      <RecordingPlayer
        key={each.id}
        recording={each}
        handle={players.get(each.id)}
        marks={marksOf(each.id)}
        ownEvaluation={ownEvaluation}
        onFailure={onFailure}
      />
    ) : (
      <p key={each.id} className="quiet">
        {each.erased_by ? erasedSentence(each.erased_by) : recording_states[each.state]}
      </p>
    ),
  );
}
