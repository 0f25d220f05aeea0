import { useEffect, useState } from "react";
import { useSetting, useWorkspace } from "../../store/use-store";
import { createStrings as strings } from "./strings";

const PAUSE_MS = 300;
const DEFAULT_PATTERN = "[0-9a-zA-Z-_.]+";

/** Whether a name follows the workspace's pattern. With special characters allowed, the server makes the address from it. */
export function isValidName(name: string, pattern: unknown, allowsAny: boolean): boolean {
  if (name.trim() === "") return false;
  if (allowsAny) return true;
  const source = typeof pattern === "string" && pattern !== "" ? pattern : DEFAULT_PATTERN;
  try {
    return new RegExp(`^${source}$`).test(name);
  } catch {
    return new RegExp(`^${DEFAULT_PATTERN}$`).test(name);
  }
}

/** What is typed, as it can be a name: blanks become dashes unless the workspace allows them. */
export function asName(typed: string, allowsAny: boolean): string {
  return allowsAny ? typed : typed.replace(/\s+/gu, "-");
}

export interface RoomName {
  name: string;
  setName: (typed: string) => void;
  /** What is wrong with it, as far as is known while typing. */
  problem: string | undefined;
  isUsable: boolean;
}

/** A name being typed for a new room: checked against the pattern at once, and asked for at the server after a pause. */
export function useRoomName(before = "", isTeam = false): RoomName {
  const { link } = useWorkspace();
  const pattern = useSetting("UTF8_Channel_Names_Validation");
  const allowsAny = useSetting("UI_Allow_room_names_with_special_chars") === true && !isTeam;
  const [name, setName] = useState(before);
  const [taken, setTaken] = useState<string>();
  const isValid = isValidName(name, pattern, allowsAny);
  const isNew = name !== before;

  useEffect(() => {
    if (!isValid || !isNew) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      link.rest
        .get("rooms.nameExists", { roomName: name })
        .then((answer) => isCurrent && setTaken(answer.exists === true ? name : undefined))
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [link, name, isValid, isNew]);

  const isTaken = taken === name && isNew;
  return {
    name,
    setName: (typed) => setName(asName(typed, allowsAny)),
    problem: name === "" ? undefined : !isValid ? strings.badName : isTaken ? strings.taken(name) : undefined,
    isUsable: isValid && !isTaken,
  };
}
