// Two people talk through the JavaScript SDK: log in, join, send, receive.
// Usage: node talk.mjs SERVER ROOM_ID ADA_USERNAME ADA_PASSWORD BOB_USERNAME BOB_PASSWORD
// Prints one JSON line: what each of them received.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Rocketchat } = require('@rocket.chat/sdk');

const [server, roomId, ...credentials] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, warning() {}, error: (...text) => console.error(...text) };

const limit = setTimeout(() => {
  console.error('nothing came within 20 s');
  process.exit(1);
}, 20_000);

async function enter(username, password) {
  const client = new Rocketchat({ protocol: 'ddp', host: server, useSsl: false, reopen: 60_000, logger: silent });
  await client.connect();
  await client.login({ username, password });
  return client;
}

// The driver hands over the message object once per event of the room's stream.
async function listen(client) {
  const heard = [];
  const waiting = [];
  await client.onMessage((message) => {
    heard.push(message);
    for (const check of [...waiting]) check();
  });
  await client.subscribeRoom(roomId);
  const until = (text) =>
    new Promise((resolve) => {
      const check = () => {
        const found = heard.find((message) => message.msg === text);
        if (!found) return;
        waiting.splice(waiting.indexOf(check), 1);
        resolve(found);
      };
      waiting.push(check);
      check();
    });
  return { heard, until };
}

const ada = await enter(credentials[0], credentials[1]);
const bob = await enter(credentials[2], credentials[3]);
await bob.joinRoom({ rid: roomId });

const adaHears = await listen(ada);
const bobHears = await listen(bob);

const sent = await ada.sendMessage('from ada', roomId);
const atBob = await bobHears.until('from ada');
await bob.methodCall('sendMessage', { _id: `sdk${Date.now()}`, rid: roomId, msg: 'from bob' });
const atAda = await adaHears.until('from bob');

clearTimeout(limit);
console.log(JSON.stringify({ sent: sent._id, atBob: { id: atBob._id, from: atBob.u.username }, atAda: { from: atAda.u.username } }));
process.exit(0);
