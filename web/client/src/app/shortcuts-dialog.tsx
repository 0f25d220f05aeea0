import { isApple } from "../lib/platform";
import { Dialog } from "../ui/dialog";
import styles from "./shortcuts-dialog.module.css";

const command = isApple ? "⌘" : "Ctrl";
const option = isApple ? "⌥" : "Alt";

/** Each way to do something by keys; several ways are apart. */
const groups: { title: string; keys: { what: string; ways: string[][] }[] }[] = [
  {
    title: "Everywhere",
    keys: [
      {
        what: "Find a room or a person",
        ways: [
          [command, "K"],
          [command, "P"],
        ],
      },
      { what: "This list", ways: [[command, "/"]] },
      { what: "Next part of the page", ways: [["F6"]] },
      {
        what: "Next and previous room",
        ways: [
          [option, "↓"],
          [option, "↑"],
        ],
      },
      {
        what: "Next and previous unread room",
        ways: [
          [option, "Shift", "↓"],
          [option, "Shift", "↑"],
        ],
      },
      {
        what: "Mark everything as read",
        ways: [
          ["Shift", "Esc"],
          [command, "Esc"],
        ],
      },
      { what: "Options of a room in the list", ways: [["Shift", "F10"]] },
    ],
  },
  {
    title: "Writing",
    keys: [
      { what: "New line", ways: [["Shift", "Enter"]] },
      {
        what: "Bold and italic",
        ways: [
          [command, "B"],
          [command, "I"],
        ],
      },
      { what: "Edit your message before this one", ways: [["↑"]] },
      { what: "Edit your message after this one", ways: [["↓"]] },
      { what: "Quote the last message", ways: [[command, "↑"]] },
      { what: "Choose a suggestion", ways: [["Tab"], ["Enter"]] },
    ],
  },
  {
    title: "In the list of messages",
    keys: [
      { what: "Next and previous message", ways: [["↓"], ["↑"]] },
      { what: "First and last message", ways: [["Home"], ["End"]] },
      { what: "What can be done with a message", ways: [["Enter"]] },
      { what: "Back to the message", ways: [["Esc"]] },
      { what: "Mark the room as read", ways: [["Esc"]] },
      { what: "Save a message for later", ways: [["L"]] },
      { what: "Be reminded of a message", ways: [["H"]] },
    ],
  },
  {
    title: "In the inbox",
    keys: [
      { what: "Next and previous", ways: [["J"], ["K"]] },
      { what: "Open", ways: [["Enter"]] },
      { what: "Show the whole text", ways: [["Space"]] },
      { what: "Done, or read", ways: [["E"]] },
      { what: "Mute the room or thread", ways: [["M"]] },
      { what: "Be reminded", ways: [["H"]] },
      { what: "Remove", ways: [["X"]] },
      { what: "Undo", ways: [["U"]] },
    ],
  },
];

/** All keys, as they are on this system (A11Y-013). */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without it the list could not be scrolled by keys */}
      <div role="group" aria-label="Keyboard shortcuts" tabIndex={0}>
        {groups.map((group) => (
          <section key={group.title} className={styles.group}>
            <h3 className={styles.title}>{group.title}</h3>
            <dl className={styles.list}>
              {group.keys.map((entry) => (
                <div key={entry.what} className={styles.entry}>
                  <dt>{entry.what}</dt>
                  <dd>
                    {entry.ways.map((way) => (
                      <span key={way.join()} className={styles.way}>
                        {way.map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
