import { ExternalLink, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { personName, roomPath } from "../../../store/room-names";
import { useRights, useWorkspace } from "../../../store/use-store";
import { Button } from "../../../ui/button";
import { ConfirmDialog } from "../../../ui/dialog";
import { Facts } from "../../../ui/facts";
import { FormError } from "../../../ui/form-error";
import formStyles from "../../../ui/form.module.css";
import { Panel } from "../../../ui/panel";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { attempt, explain } from "../acts";
import { adminStrings } from "../strings";
import { type AdminRoom, type AdminRoomForm, fetchAdminRoom, roomChangesOf, roomFormOf } from "./rooms";
import { kindOf, roomName } from "./rooms-page";
import { roomAdminStrings } from "./strings";

const strings = roomAdminStrings.form;

interface Props {
  roomId: string;
  onClose: () => void;
  onChanged: () => void;
}

/** One room, to look after (ADM-042 to ADM-046). */
export function RoomAdminPanel({ roomId, onClose, onChanged }: Props) {
  const workspace = useWorkspace();
  const { link } = workspace;
  const may = useRights();
  const [, navigate] = useLocation();
  const [room, setRoom] = useState<AdminRoom>();
  const [form, setForm] = useState<AdminRoomForm>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const [isRemoving, setIsRemoving] = useState(false);

  useEffect(() => {
    let isCurrent = true;
    fetchAdminRoom(workspace, roomId)
      .then((found) => {
        if (!isCurrent || found === undefined) return;
        setRoom(found);
        setForm(roomFormOf(found));
      })
      .catch((error: unknown) => isCurrent && setProblem(explain(error)));
    return () => {
      isCurrent = false;
    };
  }, [workspace, roomId]);

  if (room === undefined || form === undefined) {
    return (
      <Panel title={roomAdminStrings.panel} onClose={onClose}>
        <div className={formStyles.scroller}>
          <FormError text={problem} />
        </div>
      </Panel>
    );
  }

  const before = roomFormOf(room);
  const changes = roomChangesOf(before, form);
  const isArchiving = before.isArchived !== form.isArchived;
  const isChanged = Object.keys(changes).length > 0 || isArchiving;
  const isDirect = room.type === "d";
  const isDiscussion = room.parentId !== undefined;
  const mayDelete = may(room.isTeamMain ? "delete-team" : `delete-${room.type}`);
  const set = (part: Partial<AdminRoomForm>) => setForm({ ...form, ...part });

  const save = async () => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      if (Object.keys(changes).length > 0)
        await link.rest.post("rooms.saveRoomSettings", { rid: roomId, ...changes });
      if (isArchiving)
        await link.rest.post("rooms.changeArchivationState", {
          rid: roomId,
          action: form.isArchived ? "archive" : "unarchive",
        });
      const fresh = await fetchAdminRoom(workspace, roomId);
      if (fresh !== undefined) {
        setRoom(fresh);
        setForm(roomFormOf(fresh));
      }
      toasts.add("done", roomAdminStrings.saved);
      onChanged();
    } catch (error) {
      setProblem(explain(error));
    }
    setIsBusy(false);
  };

  const remove = () =>
    attempt(
      () =>
        room.isTeamMain
          ? link.rest.post("teams.delete", { teamId: room.teamId, roomsToRemove: [] })
          : link.rest.post("rooms.delete", { roomId }),
      roomAdminStrings.removed,
    ).then((isDone) => {
      if (!isDone) return;
      onChanged();
      onClose();
    });

  return (
    <Panel title={roomName(room)} subtitle={kindOf(room)} onClose={onClose}>
      <form
        className={formStyles.panelForm}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={formStyles.scroller}>
          <div className={formStyles.buttons}>
            {!isDirect && (
              <Button onPress={() => navigate(roomPath({ ...room, roomId: room.id }))}>
                <ExternalLink />
                {roomAdminStrings.open}
              </Button>
            )}
            {mayDelete && (
              <Button onPress={() => setIsRemoving(true)}>
                <Trash2 />
                {adminStrings.remove}
              </Button>
            )}
          </div>
          <Facts
            facts={[
              [
                roomAdminStrings.owner,
                room.creator === undefined || room.creator.username === ""
                  ? undefined
                  : personName(room.creator),
              ],
            ]}
          />
          {!isDirect && (
            <>
              <TextField label={strings.name} value={form.name} onChange={(name) => set({ name })} />
              <TextField label={strings.topic} value={form.topic} onChange={(topic) => set({ topic })} />
              <TextField
                isMultiline
                label={strings.announcement}
                value={form.announcement}
                onChange={(announcement) => set({ announcement })}
              />
              <TextField
                isMultiline
                label={strings.description}
                value={form.description}
                onChange={(description) => set({ description })}
              />
              {!isDiscussion && (
                <Switch
                  label={strings.isPrivate}
                  help={strings.privateHelp}
                  isSelected={form.isPrivate}
                  onChange={(isPrivate) => set({ isPrivate })}
                />
              )}
              <Switch
                label={strings.readOnly}
                help={strings.readOnlyHelp}
                isDisabled={room.isBroadcast}
                isSelected={form.isReadOnly}
                onChange={(isReadOnly) => set({ isReadOnly })}
              />
              {form.isReadOnly && (
                <Switch
                  label={strings.reacts}
                  isSelected={form.reacts}
                  onChange={(reacts) => set({ reacts })}
                />
              )}
              <Switch
                label={strings.archived}
                help={strings.archivedHelp}
                isSelected={form.isArchived}
                onChange={(isArchived) => set({ isArchived })}
              />
              <Switch
                label={strings.isDefault}
                help={strings.defaultHelp}
                isSelected={form.isDefault}
                onChange={(isDefault) => set({ isDefault })}
              />
              {form.isDefault && (
                <Switch
                  label={strings.favorite}
                  isSelected={form.isFavorite}
                  onChange={(isFavorite) => set({ isFavorite })}
                />
              )}
              <Switch
                label={strings.featured}
                help={strings.featuredHelp}
                isSelected={form.isFeatured}
                onChange={(isFeatured) => set({ isFeatured })}
              />
            </>
          )}
          <FormError text={problem} />
        </div>
        {!isDirect && (
          <footer className={formStyles.panelFooter}>
            <Button isDisabled={!isChanged || isBusy} onPress={() => setForm(before)}>
              {adminStrings.cancel}
            </Button>
            <Button type="submit" look="primary" isDisabled={!isChanged} isPending={isBusy}>
              {adminStrings.save}
            </Button>
          </footer>
        )}
      </form>
      {isRemoving && (
        <ConfirmDialog
          title={roomAdminStrings.removeTitle(roomName(room))}
          action={adminStrings.remove}
          onConfirm={() => void remove()}
          onClose={() => setIsRemoving(false)}
        >
          <p>{roomAdminStrings.removeText}</p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}
