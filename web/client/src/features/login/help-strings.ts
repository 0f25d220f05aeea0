/* What stands on the pages about accessibility and about words. */
export const helpStrings = {
  accessibility: "Accessibility",
  glossary: "Glossary",
  toGlossary: "What the words mean",
  toAccessibility: "About accessibility",
  lead: "Parley is made so that everybody can use it. It follows WCAG 2.2, level AA, and the contrast themes reach AAA for contrast.",
  sections: [
    {
      title: "What is there",
      items: [
        "Everything works with the keyboard alone. Press Ctrl and / (⌘ and / on a Mac) for the list of keys.",
        "F6 goes from one part of the page to the next. The first links of the page lead past the lists.",
        "New messages are read out once. Each message is one item with author, time and text.",
        "Light and dark themes, both also in high contrast; forced colours of the system are kept.",
        "Text from small to largest, and zoom to 400 percent in one column.",
        "Nothing moves when the system asks for less motion.",
        "Files can be described when they are sent. Nothing is told by colour alone.",
      ],
    },
    {
      title: "Known gaps",
      items: [
        "Videos and voice messages have no captions unless their authors add them.",
        "Pictures that move play by themselves.",
        "The words of the pages are English.",
      ],
    },
    {
      title: "Tell us",
      items: [
        "If something stands in your way, write to an administrator of this workspace. They can report it to the makers of Parley.",
      ],
    },
  ],
  date: "Written on 30 November 2026.",
  glossaryLead: "Words that you meet here, and what they mean.",
  words: [
    ["Workspace", "The whole place: its people, rooms and settings, at one address."],
    ["Channel", "A room that everybody in the workspace can find and join."],
    ["Private channel", "A room that only its members see. One of them lets others in."],
    ["Direct message", "A conversation between two people, or a few, without a name."],
    ["Team", "A group of people with a room of its own and other rooms below it."],
    ["Discussion", "A room that belongs to another one and is about one matter."],
    ["Thread", "Answers to one message, kept together beside the room."],
    ["Mention", "A name with @ in a message. Whoever is named is told."],
    [
      "Role",
      "What somebody is in the workspace or a room, such as owner or moderator. It decides what they may do.",
    ],
    ["Permission", "One thing that a role allows."],
    ["Guest", "Somebody who sees only the rooms they were let into."],
    ["Status", "Whether somebody is online, away, busy or offline, and a few words about it."],
    ["Token", "A secret that lets a program act as you, in place of your password."],
    ["Second factor", "Something besides the password that is asked for when you sign in, such as a code."],
    ["Federation", "Two workspaces that talk with each other."],
    ["Omnichannel", "Talking with people outside, who write from a web page, by mail or by phone."],
    ["Agent", "Somebody in the workspace who answers people outside."],
  ] as const,
} as const;
