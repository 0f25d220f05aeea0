/** What browsers can record of the camera, the most widely playable first. */
const wanted: readonly { type: string; extension: string }[] = [
  { type: "video/mp4", extension: "mp4" },
  { type: "video/webm;codecs=vp9,opus", extension: "webm" },
  { type: "video/webm", extension: "webm" },
];

export function videoFormat(isSupported: (type: string) => boolean) {
  return wanted.find(({ type }) => isSupported(type));
}

export function canRecordVideo(): boolean {
  return (
    typeof MediaRecorder !== "undefined" &&
    (navigator.mediaDevices as MediaDevices | undefined) !== undefined &&
    videoFormat((type) => MediaRecorder.isTypeSupported(type)) !== undefined
  );
}

/** Records a stream until told to stop; what was recorded comes as a file. */
export function recordVideo(stream: MediaStream, name: string): { stop: () => Promise<File> } {
  const format = videoFormat((type) => MediaRecorder.isTypeSupported(type)) ?? {
    type: "video/webm",
    extension: "webm",
  };
  const pieces: Blob[] = [];
  const recorder = new MediaRecorder(stream, { mimeType: format.type });
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.start();
  return {
    stop: () =>
      new Promise((resolve) => {
        recorder.addEventListener("stop", () => {
          const type = format.type.split(";")[0] ?? "";
          resolve(new File(pieces, `${name}.${format.extension}`, { type }));
        });
        recorder.stop();
      }),
  };
}
