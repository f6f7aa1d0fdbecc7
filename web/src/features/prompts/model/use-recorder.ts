/** Record the microphone of this browser as a WAV, with the level while it records. */
import { useEffect, useRef, useState } from "react";
import { encodeWav, meterLevel } from "./wav";

/** The voice band of a telephone ends below 4 kHz; twice its rate keeps the file small and the sound clean. */
const RATE_HZ = 16_000;
const METER_SAMPLES = 1024;

export type RecorderState = "idle" | "asking" | "recording" | "converting";
/** Why no recording came: no microphone here, not permitted, or the browser could not read what it recorded. */
export type RecorderFault = "missing" | "denied" | "unreadable";

interface Recorder {
  state: RecorderState;
  fault: RecorderFault | null;
  /** From 0 to 1. */
  level: number;
  lengthMs: number;
  start: () => Promise<void>;
  stop: () => void;
}

/** @param onRecorded gets the WAV once a recording ends */
export function useRecorder(onRecorded: (file: File) => void): Recorder {
  const [state, setState] = useState<RecorderState>("idle");
  const [fault, setFault] = useState<RecorderFault | null>(null);
  const [meter, setMeter] = useState({ level: 0, lengthMs: 0 });
  const recorder = useRef<MediaRecorder | null>(null);
  const release = useRef<() => void>(() => {});
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
      release.current();
    };
  }, []);

  const fail = (reason: RecorderFault) => {
    setFault(reason);
    setState("idle");
  };
  const start = async () => {
    setFault(null);
    setState("asking");
    const stream = await openMicrophone().catch((error: unknown) => (error instanceof DOMException ? error.name : ""));
    if (typeof stream === "string") return fail(stream === "NotAllowedError" ? "denied" : "missing");
    if (!isMounted.current) return stream.getTracks().forEach((track) => track.stop());
    const stopMeter = watchLevel(stream, setMeter);
    release.current = () => {
      release.current = () => {};
      stopMeter();
      stream.getTracks().forEach((track) => track.stop());
    };
    const parts: Blob[] = [];
    recorder.current = new MediaRecorder(stream);
    recorder.current.ondataavailable = ({ data }) => parts.push(data);
    recorder.current.onstop = () => {
      release.current();
      if (!isMounted.current) return;
      setState("converting");
      toWav(new Blob(parts))
        .then((file) => {
          setState("idle");
          onRecorded(file);
        })
        .catch(() => fail("unreadable"));
    };
    recorder.current.start();
    setState("recording");
  };
  const stop = () => recorder.current?.state === "recording" && recorder.current.stop();
  return { state, fault, ...meter, start, stop };
}

/** Ask for the microphone as it is: the browser's filters for conversations would change the voice. */
function openMicrophone(): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException("no microphone here", "NotFoundError"));
  return navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
}

function watchLevel(stream: MediaStream, show: (meter: { level: number; lengthMs: number }) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = METER_SAMPLES;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(METER_SAMPLES);
  const began = performance.now();
  let frame = requestAnimationFrame(function look() {
    analyser.getFloatTimeDomainData(samples);
    show({ level: meterLevel(samples), lengthMs: performance.now() - began });
    frame = requestAnimationFrame(look);
  });
  return () => {
    cancelAnimationFrame(frame);
    show({ level: 0, lengthMs: 0 });
    void context.close();
  };
}

async function toWav(recorded: Blob): Promise<File> {
  const decoder = new OfflineAudioContext(1, 1, RATE_HZ);
  const sound = await decoder.decodeAudioData(await recorded.arrayBuffer());
  return new File([encodeWav(sound.getChannelData(0), RATE_HZ)], "grabacion.wav", { type: "audio/wav" });
}
