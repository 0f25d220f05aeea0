import type { RoomType } from "@parley/shared/wire/entities";
import { Hash, Lock, MessagesSquare, Users, UsersRound } from "lucide-react";
import { uiStrings as strings } from "./strings";

interface Props {
  type: RoomType | undefined;
  isTeam?: boolean;
  isDiscussion?: boolean;
}

/** What kind of room it is, in one sign: the same everywhere. */
export function RoomGlyph({ type, isTeam = false, isDiscussion = false }: Props) {
  if (isTeam) return <UsersRound role="img" aria-label={strings.rooms.team} />;
  if (isDiscussion) return <MessagesSquare role="img" aria-label={strings.rooms.discussion} />;
  if (type === "d") return <Users role="img" aria-label={strings.rooms.direct} />;
  if (type === "p") return <Lock role="img" aria-label={strings.rooms.private} />;
  return <Hash role="img" aria-label={strings.rooms.channel} />;
}
