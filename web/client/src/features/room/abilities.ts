import { useEntity, usePermission, useSetting, useWorkspace } from "../../store/use-store";

/** What the reader may do with a room, by its kind, settings and permissions. The server has the last word. */
export interface RoomAbilities {
  isMember: boolean;
  mayEdit: boolean;
  mayChangePrivacy: boolean;
  maySetReadOnly: boolean;
  mayAllowReacting: boolean;
  mayArchive: boolean;
  mayUnarchive: boolean;
  mayDelete: boolean;
  mayLeave: boolean;
  mayHide: boolean;
  mayAddPeople: boolean;
  mayInvite: boolean;
  maySeeMembers: boolean;
  mayPrune: boolean;
  mayExport: boolean;
  mayTranslate: boolean;
  mayConvertToTeam: boolean;
  mayConvertToChannel: boolean;
  mayMoveToTeam: boolean;
}

export function useRoomAbilities(roomId: string): RoomAbilities {
  const { store } = useWorkspace();
  const room = useEntity(store.rooms, roomId);
  const subscription = useEntity(store.subscriptions, roomId);
  const type = room?.type ?? subscription?.type ?? "c";
  const isDirect = type === "d";
  const isMember = subscription !== undefined;
  const isTeam = room?.isTeamMain === true;
  const isInTeam = room?.teamId !== undefined;
  const isDiscussion = room?.parentId !== undefined;
  const may = {
    edit: usePermission("edit-room", roomId),
    makePublic: usePermission("create-c"),
    makePrivate: usePermission("create-p"),
    readOnly: usePermission("set-readonly", roomId),
    reacting: usePermission("set-react-when-readonly", roomId),
    archive: usePermission("archive-room", roomId),
    unarchive: usePermission("unarchive-room", roomId),
    deletePublic: usePermission("delete-c", roomId),
    deletePrivate: usePermission("delete-p", roomId),
    deleteDirect: usePermission("delete-d", roomId),
    deleteTeam: usePermission("delete-team", roomId),
    leavePublic: usePermission("leave-c", roomId),
    leavePrivate: usePermission("leave-p", roomId),
    add: usePermission("add-user-to-joined-room", roomId),
    addAny: usePermission(type === "p" ? "add-user-to-any-p-room" : "add-user-to-any-c-room", roomId),
    invite: usePermission("create-invite-links", roomId),
    broadcastMembers: usePermission("view-broadcast-member-list", roomId),
    prune: usePermission("clean-channel-history", roomId),
    mail: usePermission("mail-messages", roomId),
    translate: usePermission("auto-translate"),
    convert: usePermission("convert-team", roomId),
    createTeam: usePermission("create-team"),
    addToTeam: usePermission("add-team-channel", roomId),
  };
  const allowsDirectMembers = useSetting("DirectMesssage_maxUsers") !== 1;
  return {
    isMember,
    mayEdit: may.edit && !isDirect,
    mayChangePrivacy:
      may.edit && !isDirect && !isDiscussion && (type === "p" ? may.makePublic : may.makePrivate),
    maySetReadOnly: may.edit && may.readOnly && !isDirect && room?.isBroadcast !== true,
    mayAllowReacting: may.edit && may.reacting && !isDirect && room?.isBroadcast !== true,
    mayArchive: may.archive && !isDirect && !isDiscussion,
    mayUnarchive: may.unarchive && !isDirect && !isDiscussion,
    mayDelete: isTeam
      ? may.deleteTeam
      : isDirect
        ? may.deleteDirect
        : type === "p"
          ? may.deletePrivate
          : may.deletePublic,
    mayLeave: isMember && !isDirect && (type === "p" ? may.leavePrivate : may.leavePublic),
    mayHide: isMember,
    mayAddPeople: !isDirect && ((isMember && may.add) || may.addAny) && room?.isArchived !== true,
    mayInvite: !isDirect && may.invite && room?.isArchived !== true,
    maySeeMembers: (room?.isBroadcast !== true || may.broadcastMembers) && allowsDirectMembers,
    mayPrune: may.prune && room?.isEncrypted !== true,
    mayExport: may.mail && room?.isEncrypted !== true,
    mayTranslate: may.translate,
    mayConvertToTeam: may.convert && may.createTeam && !isDirect && !isDiscussion && !isInTeam,
    mayConvertToChannel: may.convert && isTeam,
    mayMoveToTeam:
      may.addToTeam &&
      !isDirect &&
      !isDiscussion &&
      !isInTeam &&
      subscription?.roles.includes("owner") === true,
  };
}
