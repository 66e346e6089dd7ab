// People for a meeting: LiveKit's own client SDK, told over HTTP on loopback what to do.
// usage: node people.mjs FILE, which the port is written to
import http from 'node:http';
import { renameSync, writeFileSync } from 'node:fs';
import {
  AudioSource, LocalAudioTrack, LocalVideoTrack, Room, RoomEvent, TrackPublishOptions, TrackSource, VideoSource,
} from '@livekit/rtc-node';

const people = new Map();

const commands = {
  async join({ name, url, token }) {
    const room = new Room();
    const person = { room, left: null, data: [], events: [] };
    room.on(RoomEvent.Disconnected, (reason) => { person.left = reason; });
    room.on(RoomEvent.DataReceived, (bytes, _from, _kind, topic) => { person.data.push({ text: Buffer.from(bytes).toString(), topic: topic ?? '' }); });
    await room.connect(url, token, { autoSubscribe: true });
    people.set(name, person);
    return { sid: room.localParticipant.sid };
  },
  async publish({ name, source }) {
    const camera = source === 'CAMERA';
    const track = camera
      ? LocalVideoTrack.createVideoTrack('camera', new VideoSource(640, 480))
      : LocalAudioTrack.createAudioTrack('mic', new AudioSource(48000, 1));
    const options = new TrackPublishOptions();
    options.source = camera ? TrackSource.SOURCE_CAMERA : TrackSource.SOURCE_MICROPHONE;
    const publication = await people.get(name).room.localParticipant.publishTrack(track, options);
    return { track: publication.sid };
  },
  async state({ name }) {
    const { room, left, data } = people.get(name);
    return { left, data, attributes: room.localParticipant?.attributes ?? {}, metadata: room.localParticipant?.metadata ?? '' };
  },
  async leave({ name }) {
    await people.get(name).room.disconnect();
    return {};
  },
};

const limited = (work) => Promise.race([work, new Promise((_, reject) => setTimeout(() => reject(new Error('no answer in 30 s')), 30000))]);

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', async () => {
    let answer;
    try {
      answer = { ok: true, ...(await limited(commands[request.url.slice(1)](JSON.parse(body)))) };
    } catch (error) {
      answer = { ok: false, why: String(error?.message ?? error) };
    }
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answer));
  });
});
server.listen(0, '127.0.0.1', () => {
  writeFileSync(`${process.argv[2]}.new`, String(server.address().port));
  renameSync(`${process.argv[2]}.new`, process.argv[2]);
});
