import { ArrowDown, ArrowUp, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { RoomSection } from "../../../store/later/seat";
import { useCell, useRights, useWorkspace } from "../../../store/use-store";
import { Button, IconButton } from "../../../ui/button";
import { Dialog } from "../../../ui/dialog";
import form from "../../../ui/form.module.css";
import { Select } from "../../../ui/select";
import { TextField } from "../../../ui/text-field";
import styles from "./section-dialogs.module.css";
import { sectionStrings as strings } from "./section-strings";

const NONE = "";
const FRESH = "new";

interface MoveProps {
  roomId: string;
  title: string;
  onClose: () => void;
}

/** Puts a room under one of the person's headings, or a new one; administrators also place it for everybody. */
export function MoveDialog({ roomId, title, onClose }: MoveProps) {
  const { later } = useWorkspace();
  const sections = useCell(later.sections);
  const may = useRights();
  const mayShare = may("manage-shared-sections");
  const own = sections.filter(({ isShared }) => !isShared);
  const shared = sections.filter(({ isShared }) => isShared);
  const placeIn = (all: readonly RoomSection[]) =>
    all.find(({ roomIds }) => roomIds.includes(roomId))?.id ?? NONE;
  const [before] = useState(() => ({ own: placeIn(own), shared: placeIn(shared) }));
  const [chosen, setChosen] = useState(before.own === NONE && own.length === 0 ? FRESH : before.own);
  const [sharedChosen, setSharedChosen] = useState(before.shared);
  const [name, setName] = useState("");
  const isValid = chosen !== FRESH || name.trim() !== "";

  const move = async () => {
    const desk = await later.desk();
    if (sharedChosen !== before.shared)
      await (sharedChosen === NONE
        ? desk.changeSections("takeAway", { roomId, shared: true })
        : desk.changeSections("place", { roomId, sectionId: sharedChosen }));
    if (chosen === FRESH) {
      const made = await desk.changeSections("create", { name: name.trim() });
      const section = made?.section as { _id?: unknown } | undefined;
      if (typeof section?._id === "string")
        await desk.changeSections("place", { roomId, sectionId: section._id });
    } else if (chosen !== before.own) {
      await (chosen === NONE
        ? desk.changeSections("takeAway", { roomId })
        : desk.changeSections("place", { roomId, sectionId: chosen }));
    }
  };

  const choices = [
    { id: NONE, label: strings.none },
    ...own.map(({ id, name: label }) => ({ id, label })),
    { id: FRESH, label: strings.fresh },
  ];
  return (
    <Dialog
      title={strings.moveTitle(title)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            isDisabled={!isValid}
            onPress={() => {
              void move();
              onClose();
            }}
          >
            {strings.move}
          </Button>
        </>
      }
    >
      <div className={form.form}>
        <p>{strings.moveText}</p>
        <div role="radiogroup" aria-label={strings.yours}>
          {choices.map(({ id, label }) => (
            <label key={id} className={styles.choice}>
              <input type="radio" name="section" checked={chosen === id} onChange={() => setChosen(id)} />
              <span className={styles.name} dir="auto">
                {label}
              </span>
            </label>
          ))}
        </div>
        {chosen === FRESH && (
          <TextField autoFocus label={strings.name} maxLength={60} value={name} onChange={setName} />
        )}
        {mayShare && shared.length > 0 && (
          <Select
            label={strings.sharedPlace}
            options={[
              { id: NONE, label: strings.sharedNone },
              ...shared.map(({ id, name: label }) => ({ id, label })),
            ]}
            value={sharedChosen}
            onChange={setSharedChosen}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The person's headings, and those for everybody where they may be arranged. */
export function SectionsDialog({ onClose }: { onClose: () => void }) {
  const { later } = useWorkspace();
  const sections = useCell(later.sections);
  const may = useRights();
  return (
    <Dialog
      title={strings.title}
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {strings.close}
        </Button>
      }
    >
      <div className={form.form}>
        <p>{strings.text}</p>
        <SectionList sections={sections.filter(({ isShared }) => !isShared)} isShared={false} />
        {may("manage-shared-sections") && (
          <>
            <h3 className={styles.heading}>{strings.shared}</h3>
            <p>{strings.sharedText}</p>
            <SectionList sections={sections.filter(({ isShared }) => isShared)} isShared />
          </>
        )}
      </div>
    </Dialog>
  );
}

function SectionList({ sections, isShared }: { sections: readonly RoomSection[]; isShared: boolean }) {
  const { later } = useWorkspace();
  const [name, setName] = useState("");
  const [renamed, setRenamed] = useState<{ id: string; name: string }>();
  const change = (act: string, body: Record<string, unknown>) =>
    later.desk().then((desk) => desk.changeSections(act, body));

  const add = async () => {
    if (name.trim() === "") return;
    if ((await change("create", { name: name.trim(), shared: isShared })) !== undefined) setName("");
  };
  const rename = async () => {
    if (renamed === undefined || renamed.name.trim() === "") return;
    await change("update", { sectionId: renamed.id, name: renamed.name.trim() });
    setRenamed(undefined);
  };

  return (
    <>
      {sections.length === 0 && !isShared && <p>{strings.nothing}</p>}
      <ul className={styles.list} aria-label={isShared ? strings.shared : strings.yours}>
        {sections.map((section, index) =>
          renamed?.id === section.id ? (
            <li key={section.id} className={styles.add}>
              <span className={styles.field}>
                <TextField
                  autoFocus
                  label={strings.name}
                  maxLength={60}
                  value={renamed.name}
                  onChange={(next) => setRenamed({ id: section.id, name: next })}
                />
              </span>
              <Button onPress={() => void rename()}>{strings.save}</Button>
            </li>
          ) : (
            <li key={section.id} className={styles.row}>
              <span className={styles.name} dir="auto">
                {section.name}
              </span>
              <IconButton
                size="small"
                label={strings.rename(section.name)}
                icon={<Pencil />}
                onPress={() => setRenamed({ id: section.id, name: section.name })}
              />
              <IconButton
                size="small"
                label={strings.up(section.name)}
                icon={<ArrowUp />}
                isDisabled={index === 0}
                onPress={() => void change("update", { sectionId: section.id, position: index - 1 })}
              />
              <IconButton
                size="small"
                label={strings.down(section.name)}
                icon={<ArrowDown />}
                isDisabled={index === sections.length - 1}
                onPress={() => void change("update", { sectionId: section.id, position: index + 1 })}
              />
              <IconButton
                size="small"
                label={strings.remove(section.name)}
                hint={strings.removeHint}
                icon={<Trash2 />}
                onPress={() => void change("remove", { sectionId: section.id })}
              />
            </li>
          ),
        )}
      </ul>
      <div className={styles.add}>
        <span className={styles.field}>
          <TextField label={strings.name} maxLength={60} value={name} onChange={setName} />
        </span>
        <Button isDisabled={name.trim() === ""} onPress={() => void add()}>
          {strings.add}
        </Button>
      </div>
    </>
  );
}
