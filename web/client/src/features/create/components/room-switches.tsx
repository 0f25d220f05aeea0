import { usePermission, useSetting } from "../../../store/use-store";
import { Switch } from "../../../ui/switch";
import { type Allowances, fixedChoices, type RoomChoices, settleChoices } from "../rules";
import { createStrings } from "../strings";

const strings = createStrings.channel;

export function useAllowances(isTeam: boolean): Allowances {
  const mayCreatePublic = usePermission("create-c");
  const mayCreatePrivate = usePermission("create-p");
  const hasEncryption = useSetting("E2E_Enable") === true;
  return {
    mayBePublic: isTeam || mayCreatePublic,
    mayBePrivate: isTeam || mayCreatePrivate,
    mayBeEncrypted: hasEncryption,
  };
}

interface Props {
  choices: RoomChoices;
  allowed: Allowances;
  publicHelp: string;
  onChange: (choices: RoomChoices) => void;
}

/** The kinds of room as switches; those that exclude each other hold each other still. */
export function RoomSwitches({ choices, allowed, publicHelp, onChange }: Props) {
  const fixed = fixedChoices(choices, allowed);
  const set = (part: Partial<RoomChoices>) => onChange(settleChoices({ ...choices, ...part }, allowed));
  return (
    <>
      <Switch
        label={strings.isPrivate}
        help={choices.isPrivate ? strings.privateOn : publicHelp}
        isSelected={choices.isPrivate}
        isDisabled={fixed.isPrivate}
        onChange={(isPrivate) => set({ isPrivate })}
      />
      <Switch
        label={strings.isReadOnly}
        help={strings.readOnlyHelp}
        isSelected={choices.isReadOnly}
        isDisabled={fixed.isReadOnly}
        onChange={(isReadOnly) => set({ isReadOnly })}
      />
      <Switch
        label={strings.isBroadcast}
        help={strings.broadcastHelp}
        isSelected={choices.isBroadcast}
        isDisabled={fixed.isBroadcast}
        onChange={(isBroadcast) => set({ isBroadcast, isReadOnly: isBroadcast || choices.isReadOnly })}
      />
      {allowed.mayBeEncrypted && (
        <Switch
          label={strings.isEncrypted}
          help={fixed.isEncrypted ? strings.encryptedPrivateOnly : strings.encryptedHelp}
          isSelected={choices.isEncrypted}
          isDisabled={fixed.isEncrypted}
          onChange={(isEncrypted) => set({ isEncrypted })}
        />
      )}
    </>
  );
}
