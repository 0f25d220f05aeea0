import * as v from "valibot";
import type {
  Attachment,
  AttachmentAction,
  LinkPreview,
  Me,
  Message,
  NotifyLevel,
  Person,
  Presence,
  Room,
  Subscription,
  User,
} from "./entities";
import type { Block } from "./markup-tree";

/* Everything from outside passes here once: wire names become ours, absent and null become the same. */

const text = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((x) => (typeof x === "string" && x !== "" ? x : undefined)),
  ),
);
const flag = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((x) => x === true),
  ),
  false,
);
const count = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((x) => (typeof x === "number" && Number.isFinite(x) ? x : 0)),
  ),
  0,
);
const measure = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((x) => (typeof x === "number" && x > 0 ? x : undefined)),
  ),
);
const time = v.optional(v.pipe(v.unknown(), v.transform(readTime)));
const strings = v.optional(v.pipe(v.unknown(), v.transform(readStrings)), []);
const anyValue = v.optional(v.unknown());

/** Accepts the three spellings of time on the wire: ISO text (REST), `{$date}` (DDP) and milliseconds. */
export function readTime(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  if (typeof value === "object" && value !== null && "$date" in value) return readTime(value.$date);
  return undefined;
}

function readStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function readBlocks(value: unknown): Block[] | undefined {
  return Array.isArray(value) && value.length > 0 ? (value as Block[]) : undefined;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Parses each item and leaves out those that are not what they should be. */
export function parseList<T>(value: unknown, parse: (item: unknown) => T | undefined): T[] {
  const parsed: T[] = [];
  for (const item of asList(value)) {
    const entity = parse(item);
    if (entity !== undefined) parsed.push(entity);
  }
  return parsed;
}

const personShape = v.object({ _id: text, username: text, name: text });

export function parsePerson(value: unknown): Person | undefined {
  const result = v.safeParse(personShape, value);
  if (!result.success) return undefined;
  const { _id, username, name } = result.output;
  if (_id === undefined && username === undefined) return undefined;
  return { id: _id ?? "", username: username ?? "", name };
}

const presenceNames: readonly Presence[] = ["offline", "online", "away", "busy"];

/** A presence by its name or by the number used in streams. */
export function readPresence(value: unknown): Presence {
  if (typeof value === "number") return presenceNames[value] ?? "offline";
  return presenceNames.find((name) => name === value) ?? "offline";
}

const userShape = v.object({
  _id: v.string(),
  username: text,
  name: text,
  status: anyValue,
  statusText: text,
  avatarETag: text,
  roles: strings,
  bio: text,
});

export function parseUser(value: unknown): User | undefined {
  const result = v.safeParse(userShape, value);
  if (!result.success) return undefined;
  const raw = result.output;
  return {
    id: raw._id,
    username: raw.username ?? "",
    name: raw.name,
    presence: readPresence(raw.status),
    statusText: raw.statusText,
    avatarTag: raw.avatarETag,
    roles: raw.roles,
    bio: raw.bio,
  };
}

export function parseMe(value: unknown): Me | undefined {
  const user = parseUser(value);
  if (user === undefined) return undefined;
  const raw = asRecord(value);
  const emails = asList(raw.emails).map(asRecord);
  const address = raw.email ?? emails[0]?.address;
  const services = asRecord(raw.services);
  const own = (name: string) => {
    const found = raw[name];
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  const fields = Object.entries(asRecord(raw.customFields)).filter(([, field]) => typeof field === "string");
  return {
    ...user,
    roles: user.roles ?? [],
    email: typeof address === "string" ? address : undefined,
    isEmailVerified: emails[0]?.verified === true,
    nickname: own("nickname"),
    customFields: Object.fromEntries(fields.map(([name, field]) => [name, String(field)])),
    // An answer that says nothing about services comes from a server that keeps passwords.
    hasPassword: services.password === undefined || asRecord(services.password).exists !== false,
    hasAuthenticator: asRecord(services.totp).enabled === true,
    hasEmailFactor: asRecord(services.email2fa).enabled === true,
    passwordChange:
      raw.requirePasswordChange === true ? { reason: own("requirePasswordChangeReason") } : undefined,
    defaultPresence: readPresence(raw.statusDefault ?? raw.status),
    preferences: asRecord(asRecord(raw.settings).preferences),
  };
}

const attachmentShape = v.object({
  type: text,
  title: text,
  title_link: text,
  text: text,
  md: anyValue,
  description: text,
  descriptionMd: anyValue,
  color: text,
  collapsed: flag,
  pretext: text,
  image_url: text,
  image_type: text,
  image_size: measure,
  image_dimensions: anyValue,
  video_url: text,
  video_type: text,
  video_size: measure,
  audio_url: text,
  audio_type: text,
  audio_size: measure,
  thumb_url: text,
  size: measure,
  format: text,
  author_name: text,
  author_icon: text,
  author_link: text,
  message_link: text,
  ts: time,
  fields: anyValue,
  actions: anyValue,
  attachments: anyValue,
});

export function parseAttachment(value: unknown): Attachment | undefined {
  const result = v.safeParse(attachmentShape, value);
  if (!result.success) return undefined;
  const raw = result.output;
  const dimensions = asRecord(raw.image_dimensions);
  return {
    kind: attachmentKind(raw),
    title: raw.title,
    titleLink: raw.title_link,
    text: raw.text,
    markup: readBlocks(raw.md),
    description: raw.description,
    descriptionMarkup: readBlocks(raw.descriptionMd),
    color: raw.color,
    collapsed: raw.collapsed,
    pretext: raw.pretext,
    mediaUrl: raw.image_url ?? raw.video_url ?? raw.audio_url,
    mediaType: raw.image_type ?? raw.video_type ?? raw.audio_type,
    thumbUrl: raw.thumb_url,
    width: typeof dimensions.width === "number" ? dimensions.width : undefined,
    height: typeof dimensions.height === "number" ? dimensions.height : undefined,
    sizeBytes: raw.size ?? raw.image_size ?? raw.video_size ?? raw.audio_size,
    format: raw.format,
    authorName: raw.author_name,
    authorIcon: raw.author_icon,
    authorLink: raw.author_link,
    messageLink: raw.message_link,
    sentAt: raw.ts,
    fields: asList(raw.fields)
      .map(asRecord)
      .map((field) => ({
        title: String(field.title ?? ""),
        value: String(field.value ?? ""),
        short: field.short === true,
      })),
    actions: parseList(raw.actions, parseAction),
    attachments: parseList(raw.attachments, parseAttachment),
  };
}

function parseAction(value: unknown): AttachmentAction | undefined {
  const raw = asRecord(value);
  const own = (name: string) => {
    const found = raw[name];
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  const action = {
    text: own("text") ?? "",
    imageUrl: own("image_url"),
    link: own("url"),
    message: own("msg"),
    sends: raw.msg_in_chat_window === true && raw.msg_processing_type === "sendMessage",
  };
  const isUsable = action.link !== undefined || action.message !== undefined;
  return isUsable && (action.text !== "" || action.imageUrl !== undefined) ? action : undefined;
}

function attachmentKind(raw: v.InferOutput<typeof attachmentShape>): Attachment["kind"] {
  if (raw.message_link !== undefined) return "quote";
  if (raw.video_url !== undefined) return "video";
  if (raw.audio_url !== undefined) return "audio";
  if (raw.type === "file") return raw.image_url !== undefined ? "image" : "file";
  if (raw.image_url !== undefined && raw.text === undefined && raw.author_name === undefined) return "image";
  return "rich";
}

function parsePreview(value: unknown): LinkPreview | undefined {
  const raw = asRecord(value);
  if (typeof raw.url !== "string" || raw.ignoreParse === true) return undefined;
  const meta = asRecord(raw.meta);
  const headers = asRecord(raw.headers);
  const pick = (...names: string[]) => {
    const found = names.map((name) => meta[name]).find((x) => typeof x === "string" && x !== "");
    return typeof found === "string" ? found : undefined;
  };
  const preview: LinkPreview = {
    url: raw.url,
    title: pick("ogTitle", "twitterTitle", "oembedTitle", "pageTitle"),
    description: pick("ogDescription", "twitterDescription", "description"),
    site: pick("ogSiteName", "oembedProviderName"),
    imageUrl: pick("ogImage", "twitterImage", "oembedThumbnailUrl", "msapplicationTileImage"),
    contentType: typeof headers.contentType === "string" ? headers.contentType : undefined,
  };
  const isDirectImage = preview.contentType?.startsWith("image/") ?? false;
  return preview.title !== undefined || preview.description !== undefined || isDirectImage
    ? preview
    : undefined;
}

function readTexts(value: unknown): Record<string, string> {
  const texts = Object.entries(asRecord(value)).filter(([, item]) => typeof item === "string");
  return Object.fromEntries(texts.map(([name, item]) => [name, String(item)]));
}

/** Places go by longitude and latitude on the wire. */
function readPlace(value: unknown): Message["place"] {
  const [longitude, latitude] = asList(asRecord(value).coordinates).map(Number);
  return latitude !== undefined &&
    longitude !== undefined &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180
    ? { latitude, longitude }
    : undefined;
}

function readId(value: unknown): string | undefined {
  const id = asRecord(value)._id;
  return typeof id === "string" ? id : undefined;
}

const messageShape = v.object({
  _id: v.string(),
  rid: v.string(),
  msg: text,
  md: anyValue,
  ts: time,
  _updatedAt: time,
  u: anyValue,
  t: text,
  role: text,
  tmid: text,
  tshow: flag,
  tcount: count,
  tlm: time,
  replies: strings,
  drid: text,
  dcount: count,
  dlm: time,
  unread: flag,
  file: anyValue,
  location: anyValue,
  translations: anyValue,
  reactions: anyValue,
  attachments: anyValue,
  blocks: anyValue,
  urls: anyValue,
  mentions: anyValue,
  channels: anyValue,
  editedAt: time,
  editedBy: anyValue,
  pinned: flag,
  starred: anyValue,
  alias: text,
  avatar: text,
  emoji: text,
  bot: anyValue,
  groupable: anyValue,
  private: flag,
  _hidden: flag,
});

export function parseMessage(value: unknown): Message | undefined {
  const result = v.safeParse(messageShape, value);
  if (!result.success) return undefined;
  const raw = result.output;
  const author = parsePerson(raw.u);
  if (author === undefined || raw._hidden) return undefined;
  const sentAt = raw.ts ?? Date.now();
  return {
    id: raw._id,
    roomId: raw.rid,
    text: raw.msg ?? "",
    markup: readBlocks(raw.md),
    sentAt,
    updatedAt: raw._updatedAt ?? sentAt,
    author,
    kind: raw.t,
    place: readPlace(raw.location),
    translations: readTexts(raw.translations),
    role: raw.role,
    threadId: raw.tmid,
    alsoInRoom: raw.tshow,
    replyCount: raw.tcount,
    lastReplyAt: raw.tlm,
    followers: raw.replies,
    discussionId: raw.drid,
    discussionCount: raw.dcount,
    lastDiscussedAt: raw.dlm,
    reactions: Object.entries(asRecord(raw.reactions)).map(([name, reaction]) => ({
      name,
      usernames: readStrings(asRecord(reaction).usernames),
    })),
    attachments: parseList(raw.attachments, parseAttachment),
    blocks: asList(raw.blocks).length > 0 ? raw.blocks : undefined,
    previews: parseList(raw.urls, parsePreview),
    mentions: asList(raw.mentions)
      .map(asRecord)
      .map((mention) => ({
        id: String(mention._id ?? ""),
        username: String(mention.username ?? mention._id ?? ""),
        name: typeof mention.name === "string" ? mention.name : undefined,
        type: typeof mention.type === "string" ? mention.type : undefined,
      })),
    channels: asList(raw.channels)
      .map(asRecord)
      .map((channel) => ({ id: String(channel._id ?? ""), name: String(channel.name ?? "") })),
    editedAt: raw.editedAt,
    editedBy: parsePerson(raw.editedBy),
    isPinned: raw.pinned,
    isUnread: raw.unread,
    fileId: readId(raw.file),
    starredBy: asList(raw.starred).map((star) => String(asRecord(star)._id ?? "")),
    alias: raw.alias,
    avatarUrl: raw.avatar,
    avatarEmoji: raw.emoji,
    isBot: raw.bot !== undefined && raw.bot !== null && raw.bot !== false,
    isGroupable: raw.groupable !== false,
    isPrivate: raw.private,
  };
}

const roomTypes = v.picklist(["c", "p", "d", "l", "v"]);

const roomShape = v.object({
  _id: v.string(),
  t: roomTypes,
  name: text,
  fname: text,
  topic: text,
  description: text,
  announcement: text,
  usersCount: count,
  uids: strings,
  usernames: strings,
  lastMessage: anyValue,
  lm: time,
  ro: flag,
  archived: flag,
  encrypted: flag,
  e2eKeyId: text,
  broadcast: flag,
  reactWhenReadOnly: flag,
  muted: strings,
  unmuted: strings,
  prid: text,
  teamId: text,
  teamMain: flag,
  avatarETag: text,
  joinCodeRequired: flag,
  sysMes: strings,
  default: flag,
  teamDefault: flag,
  retention: anyValue,
  u: anyValue,
  ts: time,
  _updatedAt: time,
});

export function parseRoom(value: unknown): Room | undefined {
  const result = v.safeParse(roomShape, value);
  if (!result.success) return undefined;
  const raw = result.output;
  return {
    id: raw._id,
    type: raw.t,
    name: raw.name,
    displayName: raw.fname,
    topic: raw.topic,
    description: raw.description,
    announcement: raw.announcement,
    memberCount: raw.usersCount,
    userIds: raw.uids,
    usernames: raw.usernames,
    lastMessage: parseMessage(raw.lastMessage),
    lastMessageAt: raw.lm,
    isReadOnly: raw.ro,
    isArchived: raw.archived,
    isEncrypted: raw.encrypted,
    keyId: raw.e2eKeyId,
    isBroadcast: raw.broadcast,
    allowsReactionsWhenReadOnly: raw.reactWhenReadOnly,
    muted: raw.muted,
    unmuted: raw.unmuted,
    parentId: raw.prid,
    teamId: raw.teamId,
    isTeamMain: raw.teamMain,
    avatarTag: raw.avatarETag,
    needsJoinCode: raw.joinCodeRequired,
    hiddenKinds: raw.sysMes,
    isDefault: raw.default,
    isTeamDefault: raw.teamDefault,
    retention: readRetention(raw.retention),
    creator: parsePerson(raw.u),
    createdAt: raw.ts,
    updatedAt: raw._updatedAt ?? 0,
  };
}

function readRetention(value: unknown): Room["retention"] {
  const raw = asRecord(value);
  if (Object.keys(raw).length === 0) return undefined;
  return {
    isEnabled: raw.enabled === true,
    overridesGlobal: raw.overrideGlobal === true,
    maxAgeDays: typeof raw.maxAge === "number" ? raw.maxAge : undefined,
  };
}

const levels: readonly NotifyLevel[] = ["all", "mentions", "nothing"];

function readLevel(value: unknown): NotifyLevel {
  return levels.find((level) => level === value) ?? "default";
}

const subscriptionShape = v.object({
  _id: v.string(),
  rid: v.string(),
  t: roomTypes,
  name: text,
  fname: text,
  open: flag,
  f: flag,
  alert: flag,
  unread: count,
  userMentions: count,
  groupMentions: count,
  tunread: strings,
  tunreadUser: strings,
  tunreadGroup: strings,
  ls: time,
  lr: time,
  ts: time,
  disableNotifications: flag,
  hideUnreadStatus: flag,
  hideMentionStatus: flag,
  muteGroupMentions: flag,
  desktopNotifications: anyValue,
  mobilePushNotifications: anyValue,
  emailNotifications: anyValue,
  audioNotificationValue: text,
  autoTranslate: flag,
  autoTranslateLanguage: text,
  ignored: strings,
  archived: flag,
  blocked: flag,
  blocker: flag,
  roles: strings,
  prid: text,
  teamMain: flag,
  E2EKey: text,
  E2ESuggestedKey: text,
  _updatedAt: time,
});

export function parseSubscription(value: unknown): Subscription | undefined {
  const result = v.safeParse(subscriptionShape, value);
  if (!result.success) return undefined;
  const raw = result.output;
  return {
    id: raw._id,
    roomId: raw.rid,
    type: raw.t,
    name: raw.name ?? raw.fname ?? "",
    displayName: raw.fname,
    isOpen: raw.open,
    isFavorite: raw.f,
    hasAlert: raw.alert,
    unread: raw.unread,
    userMentions: raw.userMentions,
    groupMentions: raw.groupMentions,
    unreadThreads: raw.tunread,
    mentioningThreads: [...new Set([...raw.tunreadUser, ...raw.tunreadGroup])],
    lastSeenAt: raw.ls,
    lastReplyAt: raw.lr,
    joinedAt: raw.ts,
    isMuted: raw.disableNotifications,
    hidesUnread: raw.hideUnreadStatus,
    hidesMentions: raw.hideMentionStatus,
    mutesGroupMentions: raw.muteGroupMentions,
    desktopLevel: readLevel(raw.desktopNotifications),
    mobileLevel: readLevel(raw.mobilePushNotifications),
    emailLevel: readLevel(raw.emailNotifications),
    sound: raw.audioNotificationValue ?? "default",
    translates: raw.autoTranslate,
    translateTo: raw.autoTranslateLanguage,
    ignored: raw.ignored,
    isArchived: raw.archived,
    isBlocked: raw.blocked,
    hasBlocked: raw.blocker,
    roles: raw.roles,
    parentId: raw.prid,
    isTeamMain: raw.teamMain,
    roomKey: raw.E2EKey,
    suggestedKey: raw.E2ESuggestedKey,
    updatedAt: raw._updatedAt ?? 0,
  };
}

/** The `update` and `remove` lists of a delta answer; a bare list counts as all updates. */
export function readDelta(value: unknown): { update: unknown[]; removedIds: string[] } {
  if (Array.isArray(value)) return { update: value, removedIds: [] };
  const raw = asRecord(value);
  return {
    update: asList(raw.update),
    removedIds: asList(raw.remove).map((item) => String(asRecord(item)._id ?? "")),
  };
}

export { asRecord };
