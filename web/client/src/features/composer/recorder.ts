import { useCallback, useEffect, useRef, useState } from "react";
import { composerStrings as strings } from "./strings";

/** What browsers can record, the most widely playable first. */
const wanted: readonly { type: string; extension: string }[] = [
  { type: "audio/mp4", extension: "m4a" },
  { type: "audio/webm;codecs=opus", extension: "webm" },
  { type: "audio/ogg;codecs=opus", extension: "ogg" },
];

export function recordingFormat(isSupported: (type: string) => boolean) {
  return wanted.find(({ type }) => isSupported(type));
}

export function canRecord(): boolean {
  return (
    typeof MediaRecorder !== "undefined" &&
    (navigator.mediaDevices as MediaDevices | undefined) !== undefined &&
    recordingFormat((type) => MediaRecorder.isTypeSupported(type)) !== undefined
  );
}

export interface Recorder {
  /** Seconds since the beginning; undefined while nothing is recorded. */
  seconds: number | undefined;
  start: () => Promise<boolean>;
  finish: () => void;
  cancel: () => void;
}

/** Records the microphone. What is finished comes as a file; leaving the page throws it away. */
export function useRecorder(kilobits: number, onFile: (file: File) => void): Recorder {
  const recorder = useRef<MediaRecorder>(undefined);
  const isKept = useRef(false);
  const [seconds, setSeconds] = useState<number>();
  const isRecording = seconds !== undefined;
  const deliver = useRef(onFile);

  useEffect(() => {
    deliver.current = onFile;
  });

  useEffect(() => {
    if (!isRecording) return undefined;
    const timer = setInterval(
      () => setSeconds((count) => (count === undefined ? undefined : count + 1)),
      1000,
    );
    return () => clearInterval(timer);
  }, [isRecording]);

  const end = useCallback((keeps: boolean) => {
    isKept.current = keeps;
    if (recorder.current?.state === "recording") recorder.current.stop();
  }, []);

  useEffect(() => () => end(false), [end]);

  const start = async () => {
    const format = recordingFormat((type) => MediaRecorder.isTypeSupported(type));
    if (format === undefined) return false;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return false;
    }
    const pieces: Blob[] = [];
    const made = new MediaRecorder(stream, { mimeType: format.type, audioBitsPerSecond: kilobits * 1000 });
    made.addEventListener("dataavailable", (event) => pieces.push(event.data));
    made.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      setSeconds(undefined);
      if (!isKept.current) return;
      const type = format.type.split(";")[0] ?? "";
      deliver.current(new File(pieces, `${strings.recordName}.${format.extension}`, { type }));
    });
    recorder.current = made;
    made.start();
    setSeconds(0);
    return true;
  };

  return { seconds, start, finish: () => end(true), cancel: () => end(false) };
}

/** "0:05", "12:34". */
export function formatSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
