/** What may be switched on when a room is created. Some choices exclude others. */
export interface RoomChoices {
  isPrivate: boolean;
  isReadOnly: boolean;
  isBroadcast: boolean;
  isEncrypted: boolean;
}

export interface Allowances {
  mayBePublic: boolean;
  mayBePrivate: boolean;
  mayBeEncrypted: boolean;
}

export const firstChoices: RoomChoices = {
  isPrivate: true,
  isReadOnly: false,
  isBroadcast: false,
  isEncrypted: false,
};

/** The choices as they can be had: a broadcast is read-only and open, and only a private room can be encrypted. */
export function settleChoices(wanted: RoomChoices, allowed: Allowances): RoomChoices {
  const isPrivate = wanted.isPrivate ? allowed.mayBePrivate : !allowed.mayBePublic;
  return {
    isPrivate,
    isBroadcast: wanted.isBroadcast,
    isReadOnly: wanted.isReadOnly || wanted.isBroadcast,
    isEncrypted: wanted.isEncrypted && isPrivate && !wanted.isBroadcast && allowed.mayBeEncrypted,
  };
}

/** Which switches cannot be moved at the moment. */
export function fixedChoices(choices: RoomChoices, allowed: Allowances): Record<keyof RoomChoices, boolean> {
  return {
    isPrivate: !allowed.mayBePublic || !allowed.mayBePrivate,
    isReadOnly: choices.isBroadcast,
    isBroadcast: choices.isEncrypted,
    isEncrypted: !allowed.mayBeEncrypted || !choices.isPrivate || choices.isBroadcast,
  };
}
