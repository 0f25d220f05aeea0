// Sample people, rooms and conversations for pictures, made through the public REST doors.

const people = [
  ["grace", "Grace Hopper"],
  ["alan", "Alan Turing"],
  ["katherine", "Katherine Johnson"],
  ["edsger", "Edsger Dijkstra"],
  ["barbara", "Barbara Liskov"],
];

export const passwordOf = (username) => `${username}-pass-1`;

/** Fills a fresh server that runs with TEST_MODE=true; the administrator `ada` must exist. */
export async function seed(server) {
  const tokens = new Map();

  async function call(username, method, path, body) {
    const headers = { "Content-Type": "application/json" };
    const session = tokens.get(username);
    if (session !== undefined) Object.assign(headers, { "X-User-Id": session.userId, "X-Auth-Token": session.authToken });
    const answer = await fetch(`${server}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  }
  const post = (username, path, body) => call(username, "POST", path, body);
  const logIn = async (username) => tokens.set(username, (await post(undefined, "login", { user: username, password: passwordOf(username) })).data);
  const say = async (username, roomId, msg, tmid) =>
    (await post(username, "chat.sendMessage", { message: { rid: roomId, msg, ...(tmid && { tmid }) } })).message._id;
  const react = (username, messageId, emoji) => post(username, "chat.react", { messageId, emoji });

  await logIn("ada");
  for (const [username, name] of people) {
    await post("ada", "users.create", { username, name, email: `${username}@example.org`, password: passwordOf(username), verified: true });
    await logIn(username);
  }
  const everyone = people.map(([username]) => username);
  const channel = async (name, members, about) => {
    const room = (await post("ada", "channels.create", { name, members })).channel;
    await post("ada", "channels.setTopic", { roomId: room._id, topic: about });
    return room._id;
  };

  const general = (await call("ada", "GET", "channels.info?roomName=general")).channel._id;
  const design = await channel("design", everyone, "How it looks, reads and feels");
  const releases = await channel("releases", everyone, "What ships when");
  const support = await channel("support", ["grace", "katherine", "barbara"], "Questions from people who run it");
  const board = (await post("ada", "groups.create", { name: "planning", members: ["grace", "barbara"] })).group._id;

  await say("edsger", releases, "The 0.1 branch is cut. Only fixes from here.");
  await say("katherine", releases, "Checked the numbers again: first sync of 1,000 rooms stays flat.");
  await say("barbara", support, "Somebody asks how to put the server behind a proxy. I answered with the install guide.");
  await say("grace", board, "Agenda for Thursday: hiring, backups, the move.");

  const hello = await say("ada", general, "Good morning! The workspace moved over the weekend. Everything from the old server is here.");
  await react("grace", hello, "tada");
  await react("alan", hello, "tada");
  await react("katherine", hello, "wave");
  await say("alan", general, "Signed in on the phone too, nothing to set up. :sparkles:");

  await say("grace", design, "The new sidebar is in. What changed:\n- unread rooms are bold, and nothing else is\n- one badge colour, only when somebody speaks to you\n- rows are a little taller");
  await say("grace", design, "Details are in the guide, and `Ctrl+K` finds any room.");
  const question = await say("alan", design, "@ada should the thread panel keep its width when you change rooms?");
  await say("ada", design, "Yes. Width is a choice of the reader, not of the room.", question);
  await say("katherine", design, "Then it belongs to the device, not to the account.", question);
  await say("alan", design, "Agreed, I will do that.", question);
  await react("katherine", question, "eyes");
  const code = await say("edsger", design, "The rule, as short as I can make it:\n```csharp\nvar isUnread = room.LastMessageAt > subscription.LastSeenAt;\n```\nNothing is written per member.");
  await react("ada", code, "+1");
  await react("grace", code, "+1");
  await react("barbara", code, "heart");
  await say("barbara", design, "> Nothing is written per member.\nThat is the sentence for the front page.");
  await post("ada", "chat.pinMessage", { messageId: code });

  for (const username of ["grace", "katherine"]) {
    const direct = (await post("ada", "im.create", { username })).room._id;
    await say(username, direct, username === "grace" ? "Do you have ten minutes before lunch?" : "The backup from last night restores cleanly.");
  }
  await post("ada", "subscriptions.read", { rid: design });
  await post("ada", "subscriptions.read", { rid: general });
  await post("grace", "users.setStatus", { status: "busy", message: "In the workshop" });
}
