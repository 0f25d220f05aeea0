import { MapPin } from "lucide-react";
import { useEffect, useState } from "react";
import { mapLink } from "../../../lib/text";
import { Button } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import { FormError } from "../../../ui/form-error";
import { captureStrings } from "../capture-strings";
import styles from "./capture.module.css";

const strings = captureStrings.place;

export interface Place {
  latitude: number;
  longitude: number;
}

interface Props {
  onShare: (place: Place) => void;
  onClose: () => void;
}

/** Shows where one is, and shares it only then (MSG-039). */
export function PlaceDialog({ onShare, onClose }: Props) {
  const [place, setPlace] = useState<Place>();
  const [hasFailed, setHasFailed] = useState(false);

  useEffect(() => {
    let isCurrent = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => isCurrent && setPlace({ latitude: coords.latitude, longitude: coords.longitude }),
      () => isCurrent && setHasFailed(true),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
    return () => {
      isCurrent = false;
    };
  }, []);

  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={place === undefined}
            onPress={() => {
              if (place !== undefined) onShare(place);
              onClose();
            }}
          >
            {strings.share}
          </Button>
        </>
      }
    >
      <p>{strings.text}</p>
      {hasFailed && <FormError text={strings.failed} />}
      {!hasFailed && (
        <p className={styles.place} role="status">
          <MapPin />
          {place === undefined ? (
            strings.looking
          ) : (
            <>
              <span>{strings.at(place.latitude, place.longitude)}</span>
              <a href={mapLink(place.latitude, place.longitude)} target="_blank" rel="noopener noreferrer">
                {strings.check}
              </a>
            </>
          )}
        </p>
      )}
    </Dialog>
  );
}
