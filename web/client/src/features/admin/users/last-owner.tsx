import { toWireError } from "@parley/shared/wire/errors";
import { asList } from "@parley/shared/wire/parse";
import { ConfirmDialog } from "../../../ui/dialog";
import { userStrings } from "./strings";

const strings = userStrings.lastOwner;

export interface LastOwner {
  shouldChangeOwner: string[];
  shouldBeRemoved: string[];
}

/** The rooms that would be left without an owner, when that is why something was refused. */
export function readLastOwner(caught: unknown): LastOwner | undefined {
  const error = toWireError(caught);
  if (error.code !== "user-last-owner") return undefined;
  const list = (name: string) => asList(error.details[name]).map(String);
  return { shouldChangeOwner: list("shouldChangeOwner"), shouldBeRemoved: list("shouldBeRemoved") };
}

interface Props {
  name: string;
  rooms: LastOwner;
  onConfirm: () => void;
  onClose: () => void;
}

/** Says what becomes of rooms whose last owner goes (ADM-060). */
export function LastOwnerDialog({ name, rooms, onConfirm, onClose }: Props) {
  return (
    <ConfirmDialog title={strings.title(name)} action={strings.go} onConfirm={onConfirm} onClose={onClose}>
      <RoomNames title={strings.change} names={rooms.shouldChangeOwner} />
      <RoomNames title={strings.remove} names={rooms.shouldBeRemoved} />
    </ConfirmDialog>
  );
}

function RoomNames({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </>
  );
}
