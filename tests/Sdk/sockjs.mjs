// Talks DDP through sockjs-client without WebSocket: log in, listen, send, hear.
// Usage: node sockjs.mjs SERVER TRANSPORT ROOM_ID USERNAME PASSWORD_SHA256 TEXT
// Prints one JSON line: the transport in use and what was heard.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const SockJS = require('sockjs-client');

const [server, transport, roomId, username, digest, text] = process.argv.slice(2);
const socket = new SockJS(`${server}/sockjs`, null, { transports: [transport] });
const waiting = [];
let ids = 0;

const limit = setTimeout(() => {
  console.error('nothing came within 20 s');
  process.exit(1);
}, 20_000);

const send = (message) => socket.send(JSON.stringify(message));
const until = (test) => new Promise((resolve) => waiting.push({ test, resolve }));

socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.msg === 'ping') send({ msg: 'pong' });
  for (const one of [...waiting]) {
    if (!one.test(message)) continue;
    waiting.splice(waiting.indexOf(one), 1);
    one.resolve(message);
  }
};
socket.onclose = ({ code, reason }) => {
  console.error(`closed: ${code} ${reason}`);
  process.exit(1);
};

async function call(method, ...params) {
  const id = `${++ids}`;
  const answer = until((message) => message.msg === 'result' && message.id === id);
  send({ msg: 'method', id, method, params });
  const { error, result } = await answer;
  if (error) throw new Error(JSON.stringify(error));
  return result;
}

await new Promise((resolve) => { socket.onopen = resolve; });
const connected = until((message) => message.msg === 'connected');
send({ msg: 'connect', version: '1', support: ['1'] });
await connected;
await call('login', { user: { username }, password: { digest, algorithm: 'sha-256' } });
const ready = until((message) => message.msg === 'ready' && message.subs.includes('room'));
send({ msg: 'sub', id: 'room', name: 'stream-room-messages', params: [roomId, false] });
await ready;
const heard = until((message) => message.collection === 'stream-room-messages' && message.fields.args[0].msg === text);
const sent = await call('sendMessage', { _id: `sockjs${Date.now()}`, rid: roomId, msg: text });
const { fields } = await heard;

clearTimeout(limit);
console.log(JSON.stringify({ transport: socket.transport, sent: sent._id, heard: fields.args[0]._id }));
process.exit(0);
