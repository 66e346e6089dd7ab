// LiveKit's own SDK as the other side: reads a JSON file of questions, prints a JSON object of answers.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { AccessToken, RoomServiceClient, TokenVerifier, WebhookReceiver } from 'livekit-server-sdk';
import { CreateRoomRequest, DeleteRoomRequest, ListRoomsRequest, UpdateRoomMetadataRequest } from '@livekit/protocol';

const questions = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { key, secret } = questions;

const attempt = async (run) => {
  try {
    return { ok: true, ...(await run()) };
  } catch (error) {
    return { ok: false, why: String(error.message ?? error) };
  }
};
const all = (list, run) => Promise.all((list ?? []).map((one) => attempt(() => run(one))));

// Our tokens, read by the SDK's verifier.
const verifier = new TokenVerifier(key, secret);
const verified = await all(questions.verify, async (token) => ({ claims: await verifier.verify(token) }));

// Webhooks of ours, read by the SDK's receiver.
const receiver = new WebhookReceiver(key, secret);
const received = await all(questions.receive, async ({ body, authorization }) => {
  const event = await receiver.receive(body, authorization);
  return { event: event.event, id: event.id, room: event.room?.name ?? '', identity: event.participant?.identity ?? '' };
});

// Webhooks signed by the SDK.
const signed = await all(questions.sign, async (body) => {
  const token = new AccessToken(key, secret);
  token.sha256 = createHash('sha256').update(body).digest('base64');
  return { body, authorization: await token.toJwt() };
});

// A token of the SDK's own for somebody who joins.
const minted = await attempt(async () => {
  const token = new AccessToken(key, secret, { identity: 'alice', name: 'Alice Ünïcode', ttl: 600 });
  token.addGrant({ roomJoin: true, room: 'room-1' });
  return { token: await token.toJwt() };
});

// Our requests, read strictly: the server hides a misspelt member, the schema does not.
const types = { CreateRoom: CreateRoomRequest, DeleteRoom: DeleteRoomRequest, ListRooms: ListRoomsRequest, UpdateRoomMetadata: UpdateRoomMetadataRequest };
const requests = await all(questions.requests, async ({ method, body }) => {
  types[method].fromJson(JSON.parse(body), { ignoreUnknownFields: false });
  return {};
});

// The SDK's client against the emulator.
const driven = questions.emulator
  ? await attempt(async () => {
      const rooms = new RoomServiceClient(questions.emulator, key, secret);
      const made = await rooms.createRoom({ name: 'sdk-room', emptyTimeout: 60, maxParticipants: 3, metadata: 'm' });
      const again = await rooms.createRoom({ name: 'sdk-room', metadata: 'other' });
      const listed = await rooms.listRooms(['sdk-room', 'nope']);
      const updated = await rooms.updateRoomMetadata('sdk-room', 'n');
      const people = await rooms.listParticipants('sdk-room');
      await rooms.deleteRoom('sdk-room');
      const gone = await attempt(() => rooms.deleteRoom('sdk-room'));
      return {
        sid: made.sid, sameSid: again.sid === made.sid, oldMetadata: again.metadata, emptyTimeout: made.emptyTimeout,
        maxParticipants: made.maxParticipants, created: Number(made.creationTime), listed: listed.length,
        updated: updated.metadata, people: people.length, secondDelete: gone.ok ? 'ok' : gone.why,
      };
    })
  : null;

console.log(JSON.stringify({ verified, received, signed, minted, requests, driven }));
