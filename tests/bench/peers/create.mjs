// A room on LiveKit, created through its own SDK one by one, and by plain fetch with many in flight.

import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { input, serve } from './peer.mjs';

const { url, room } = input.create_server;
const client = new RoomServiceClient(url, input.issuer, input.key);
const bySdk = async () => {
  const made = await client.createRoom(room);
  return { sid: made.sid, name: made.name };
};

// The token is signed beforehand, as its best.
const token = new AccessToken(input.issuer, input.key);
token.addGrant({ roomCreate: true });
const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${await token.toJwt()}` };
const byFetch = async () => {
  const answer = await fetch(`${url}/twirp/livekit.RoomService/CreateRoom`, { method: 'POST', headers, body: JSON.stringify(room) });
  const made = await answer.json();
  return { sid: made.sid, name: made.name };
};

serve({
  'livekit-server-sdk create_blocking': { once: bySdk, inFlight: 1 },
  'fetch create_async_64': { once: byFetch, inFlight: 64 },
  'fetch create_async_1000': { once: byFetch, inFlight: 1_000 },
});
