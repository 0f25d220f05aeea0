import type { Room } from "@parley/shared/wire/entities";
import { useRef, useState } from "react";
import { roomTitle } from "../../../store/room-names";
import { useWorkspace } from "../../../store/use-store";
import { Avatar, roomAvatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { Checkbox } from "../../../ui/checkbox";
import { FormError } from "../../../ui/form-error";
import { Panel } from "../../../ui/panel";
import { Switch } from "../../../ui/switch";
import { TextField } from "../../../ui/text-field";
import { toasts } from "../../../ui/toast";
import { useRoomAbilities } from "../abilities";
import { checkForm, hideableKinds, type Change, roomChanges, type RoomForm, roomForm } from "../edit-form";
import { explainRoomError, pictureAsDataAddress, saveRoomChanges } from "../settings";
import { panelStrings } from "../panel-strings";
import styles from "./info-panel.module.css";

const strings = panelStrings.editPanel;
const infoStrings = panelStrings.infoPanel;

interface Props {
  room: Room;
  onClose: () => void;
  onDone: () => void;
}

/** Everything about a room that can be changed; only what differs is saved. */
export function EditRoomPanel({ room, onClose, onDone }: Props) {
  const workspace = useWorkspace();
  const abilities = useRoomAbilities(room.id);
  const [before, setBefore] = useState(() => roomForm(room));
  const [form, setForm] = useState(before);
  /** A data address, or an empty text to take the picture away. */
  const [picture, setPicture] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [isChecked, setIsChecked] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const changes: Change[] = [
    ...roomChanges(before, form),
    ...(picture === undefined ? [] : [["roomAvatar", picture] as const]),
  ];
  const errors = checkForm(form, before);
  const set = (part: Partial<RoomForm>) => setForm({ ...form, ...part });

  const reset = () => {
    const fresh = roomForm(workspace.store.rooms.get(room.id) ?? room);
    setBefore(fresh);
    setForm(fresh);
    setPicture(undefined);
    setProblem(undefined);
    setIsChecked(false);
  };

  const save = async () => {
    setIsChecked(true);
    if (Object.keys(errors).length > 0) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await saveRoomChanges(workspace, room.id, changes);
      toasts.add("done", strings.saved);
      onDone();
    } catch (error) {
      setProblem(explainRoomError(error));
      setIsBusy(false);
    }
  };

  return (
    <Panel title={strings.title} onClose={onClose} onBack={onDone}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={styles.fields}>
          <PictureField room={room} picture={picture} onChange={setPicture} onProblem={setProblem} />
          <TextField
            label={infoStrings.name}
            help={strings.nameHelp}
            value={form.name}
            onChange={(name) => set({ name })}
            error={isChecked && errors.name !== undefined ? strings.nameMissing : undefined}
          />
          <TextField
            label={infoStrings.topic}
            help={strings.topicHelp}
            value={form.topic}
            onChange={(topic) => set({ topic })}
          />
          <TextField
            isMultiline
            label={infoStrings.announcement}
            help={strings.announcementHelp}
            value={form.announcement}
            onChange={(announcement) => set({ announcement })}
          />
          <TextField
            isMultiline
            label={infoStrings.description}
            value={form.description}
            onChange={(description) => set({ description })}
          />
          {abilities.mayChangePrivacy && (
            <Switch
              label={strings.isPrivate}
              help={form.isPrivate ? strings.privateOn : strings.privateOff}
              isSelected={form.isPrivate}
              onChange={(isPrivate) => set({ isPrivate })}
            />
          )}
          {abilities.maySetReadOnly && (
            <Switch
              label={strings.isReadOnly}
              help={strings.readOnlyHelp}
              isSelected={form.isReadOnly}
              onChange={(isReadOnly) => set({ isReadOnly })}
            />
          )}
          {abilities.mayAllowReacting && form.isReadOnly && (
            <Switch
              label={strings.reacting}
              help={strings.reactingHelp}
              isSelected={form.allowsReacting}
              onChange={(allowsReacting) => set({ allowsReacting })}
            />
          )}
          {(form.isArchived ? abilities.mayUnarchive : abilities.mayArchive) && (
            <Switch
              label={strings.isArchived}
              help={strings.archivedHelp}
              isSelected={form.isArchived}
              onChange={(isArchived) => set({ isArchived })}
            />
          )}
          {!form.isPrivate && room.type === "c" && room.parentId === undefined && (
            <Switch
              label={strings.hasPassword}
              help={strings.passwordHelp}
              isSelected={form.hasPassword}
              onChange={(hasPassword) => set({ hasPassword, password: "" })}
            />
          )}
          {!form.isPrivate && form.hasPassword && (
            <TextField
              label={strings.password}
              type="password"
              autoComplete="new-password"
              value={form.password}
              onChange={(password) => set({ password })}
              error={isChecked && errors.password !== undefined ? strings.passwordMissing : undefined}
              {...(before.hasPassword ? { help: strings.passwordKept } : {})}
            />
          )}
          <HiddenKinds chosen={form.hiddenKinds} onChange={(hiddenKinds) => set({ hiddenKinds })} />
          <FormError text={problem} />
        </div>
        <footer className={styles.footer}>
          <Button isDisabled={changes.length === 0 || isBusy} onPress={reset}>
            {strings.reset}
          </Button>
          <Button type="submit" look="primary" isDisabled={changes.length === 0} isPending={isBusy}>
            {strings.save}
          </Button>
        </footer>
      </form>
    </Panel>
  );
}

interface PictureProps {
  room: Room;
  picture: string | undefined;
  onChange: (picture: string) => void;
  onProblem: (problem: string | undefined) => void;
}

function PictureField({ room, picture, onChange, onProblem }: PictureProps) {
  const input = useRef<HTMLInputElement>(null);
  const hasPicture = picture === undefined ? room.avatarTag !== undefined : picture !== "";
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    onProblem(undefined);
    pictureAsDataAddress(file)
      .then(onChange)
      .catch(() => onProblem(strings.badPicture));
  };
  return (
    <div className={styles.picture}>
      {picture !== undefined && picture !== "" ? (
        <img src={picture} alt="" />
      ) : (
        <Avatar
          size={72}
          name={roomTitle(undefined, room)}
          source={hasPicture ? roomAvatar(room.id, room.avatarTag) : undefined}
        />
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif"
        aria-label={strings.picture}
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button onPress={() => input.current?.click()}>{strings.choosePicture}</Button>
      {hasPicture && (
        <Button look="quiet" onPress={() => onChange("")}>
          {strings.removePicture}
        </Button>
      )}
    </div>
  );
}

function HiddenKinds({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (kinds: string[]) => void;
}) {
  return (
    <fieldset className={styles.kinds}>
      <legend>{strings.hidden}</legend>
      <p className={styles.help}>{strings.hiddenHelp}</p>
      {Object.entries(hideableKinds).map(([group, kinds]) => (
        <Checkbox
          key={group}
          label={strings.kinds[group] ?? group}
          isSelected={kinds.every((kind) => chosen.includes(kind))}
          onChange={(isOn) => {
            const others = chosen.filter((kind) => !kinds.includes(kind));
            onChange(isOn ? [...others, ...kinds] : others);
          }}
        />
      ))}
    </fieldset>
  );
}
