// LiveKit's own SDK as the other side: reads a JSON file of questions, prints a JSON object of answers.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import {
  AccessToken, AgentDispatchClient, DirectFileOutput, EgressClient, EncodedFileOutput, EncodedFileType, RoomServiceClient, TokenVerifier, WebhookReceiver,
} from 'livekit-server-sdk';
import * as protocol from '@livekit/protocol';

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
// StartRoomCompositeEgress takes a RoomCompositeEgressRequest, CreateRoom a CreateRoomRequest.
const named = { MutePublishedTrack: 'MuteRoomTrackRequest', RemoveParticipant: 'RoomParticipantIdentity' };
const typeOf = (method) => protocol[named[method] ?? `${method.replace(/^Start(.+Egress)$/, '$1')}Request`];
const requests = await all(questions.requests, async ({ method, body }) => {
  typeOf(method).fromJson(JSON.parse(body), { ignoreUnknownFields: false });
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

// The same for recordings and people, of whom the emulator plays one.
const recorded = questions.emulator
  ? await attempt(async () => {
      const rooms = new RoomServiceClient(questions.emulator, key, secret);
      const egress = new EgressClient(questions.emulator, key, secret);
      const agents = new AgentDispatchClient(questions.emulator, key, secret);
      const [room, identity] = [questions.playedRoom, 'alice'];
      const output = new EncodedFileOutput({ fileType: EncodedFileType.MP4, filepath: 'out/x.mp4' });
      const made = await egress.startRoomCompositeEgress(room, { file: output }, { layout: 'grid' });
      const listed = await egress.listEgress({ roomName: room });
      const stopped = await egress.stopEgress(made.egressId);
      const again = await attempt(() => egress.stopEgress(made.egressId));
      const people = await rooms.listParticipants(room);
      const one = await rooms.getParticipant(room, identity);
      const muted = await rooms.mutePublishedTrack(room, identity, one.tracks[0].sid, true);
      const updated = await rooms.updateParticipant(room, identity, { attributes: { k: 'v' }, name: 'Al' });
      await rooms.sendData(room, new TextEncoder().encode('x'), 0, { topic: 't' });
      await rooms.updateSubscriptions(room, identity, [one.tracks[0].sid], false);
      const dispatch = await agents.createDispatch(room, 'bot');
      const dispatched = await agents.listDispatch(room);
      const got = await agents.getDispatch(dispatch.id, room);
      await agents.deleteDispatch(dispatch.id, room);
      const undispatched = await agents.listDispatch(room);
      const moved = await attempt(() => rooms.moveParticipant(room, identity, 'other'));
      const forwarded = await attempt(() => rooms.forwardParticipant(room, identity, 'other'));
      await rooms.removeParticipant(room, identity);
      const left = await rooms.listParticipants(room);
      return {
        egressId: made.egressId, status: made.status, listed: listed.length, sameId: listed[0]?.egressId === made.egressId,
        stopped: stopped.status, secondStop: again.ok ? 'ok' : again.why, people: people.map((p) => p.identity),
        muted: muted.muted, attributes: updated.attributes, name: updated.name, dispatched: dispatched.some((one) => one.id === dispatch.id),
        got: got?.agentName ?? '', undispatched: undispatched.some((one) => one.id === dispatch.id),
        moved: moved.ok ? 'ok' : moved.why, forwarded: forwarded.ok ? 'ok' : forwarded.why,
        left: left.length,
      };
    })
  : null;

// Each way to start an egress, and what can be done to one that runs.
const started = questions.emulator
  ? await attempt(async () => {
      const egress = new EgressClient(questions.emulator, key, secret);
      const room = questions.playedRoom;
      const file = new EncodedFileOutput({ filepath: 'out/y.mp4' });
      const v2 = new protocol.StartEgressRequest({
        roomName: room,
        source: { case: 'template', value: new protocol.TemplateSource({ layout: 'grid' }) },
        outputs: [new protocol.Output({ config: { case: 'file', value: new protocol.FileOutput({ filepath: 'z.mp4' }) } })],
      });
      const all = [
        await egress.startRoomCompositeEgress(room, { file }, { audioOnly: true }),
        await egress.startWebEgress('https://example.com', { file }),
        await egress.startParticipantEgress(room, 'alice', { file }),
        await egress.startTrackCompositeEgress(room, { file }, { videoTrackId: 'TR_x' }),
        await egress.startTrackEgress(room, new DirectFileOutput({ filepath: 't.ogg' }), 'TR_x'),
        await egress.startEgress(v2),
      ];
      const [first] = all;
      const laidOut = await egress.updateLayout(first.egressId, 'speaker');
      const streamed = await egress.updateStream(first.egressId, ['rtmp://x/y'], []);
      const active = await egress.listEgress({ active: true });
      const one = await egress.listEgress({ egressId: first.egressId });
      for (const { egressId } of all) await egress.stopEgress(egressId);
      const none = await egress.listEgress({ roomName: room, active: true });
      const absent = await attempt(() => egress.startRoomCompositeEgress('nope', { file }));
      const unknown = await attempt(() => egress.stopEgress('EG_none'));
      return {
        kinds: all.map((info) => info.request.case), files: all.map((info) => info.fileResults.length),
        same: laidOut.egressId === first.egressId && streamed.egressId === first.egressId && one.length === 1 && one[0].egressId === first.egressId,
        active: all.every((info) => active.some((other) => other.egressId === info.egressId)), none: none.length,
        absent: absent.ok ? 'ok' : absent.why, unknown: unknown.ok ? 'ok' : unknown.why,
      };
    })
  : null;

console.log(JSON.stringify({ started, recorded, verified, received, signed, minted, requests, driven }));
