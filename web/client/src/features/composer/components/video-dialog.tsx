import { Circle, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { formatSeconds } from "../recorder";
import { captureStrings } from "../capture-strings";
import { recordVideo } from "../video-recorder";
import styles from "./capture.module.css";

const strings = captureStrings.video;

interface Props {
  onFile: (file: File) => void;
  onClose: () => void;
}

/** Records the camera, with a view of oneself (MSG-038). Closing throws away what was recorded. */
export function VideoDialog({ onFile, onClose }: Props) {
  const view = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream>();
  const [hasFailed, setHasFailed] = useState(false);
  const [recording, setRecording] = useState<ReturnType<typeof recordVideo>>();
  const [seconds, setSeconds] = useState(0);

  useEffect(() => {
    let opened: MediaStream | undefined;
    let isOver = false;
    const stopAll = () => opened?.getTracks().forEach((track) => track.stop());
    navigator.mediaDevices
      .getUserMedia({ audio: true, video: { width: { ideal: 1280 }, height: { ideal: 720 } } })
      .then((given) => {
        opened = given;
        if (isOver) stopAll();
        else setStream(given);
      })
      .catch(() => !isOver && setHasFailed(true));
    return () => {
      isOver = true;
      stopAll();
    };
  }, []);

  useEffect(() => {
    if (view.current !== null && stream !== undefined) view.current.srcObject = stream;
  }, [stream]);

  useEffect(() => {
    if (recording === undefined) return undefined;
    const timer = setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [recording]);

  const finish = async () => {
    const file = await recording?.stop();
    if (file !== undefined) onFile(file);
    onClose();
  };

  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          {recording === undefined ? (
            <Button
              look="primary"
              isDisabled={stream === undefined}
              onPress={() => stream !== undefined && setRecording(recordVideo(stream, strings.name))}
            >
              <Circle />
              {strings.start}
            </Button>
          ) : (
            <Button look="danger" onPress={() => void finish()}>
              <Square />
              {strings.stop}
            </Button>
          )}
        </>
      }
    >
      {hasFailed ? (
        <FormError text={strings.noCamera} />
      ) : (
        <div className={styles.view}>
          {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a mirror of the camera, without sound */}
          <video ref={view} muted autoPlay playsInline aria-label={strings.preview} />
          <span className={styles.clock} role="timer" data-running={recording !== undefined}>
            {formatSeconds(seconds)}
          </span>
        </div>
      )}
    </Dialog>
  );
}
