// Reads requests, one JSON object {url, body} a line, with LiveKit's own message types, and says of each what is wrong.
// Fields that the type does not have are refused.
import { readFileSync } from 'node:fs';
import * as protocol from '@livekit/protocol';

// Methods whose request is not called <Method>Request.
const named = {
  RemoveParticipant: 'RoomParticipantIdentity',
  GetParticipant: 'RoomParticipantIdentity',
  MutePublishedTrack: 'MuteRoomTrackRequest',
  StartRoomCompositeEgress: 'RoomCompositeEgressRequest',
  StartWebEgress: 'WebEgressRequest',
  StartParticipantEgress: 'ParticipantEgressRequest',
  StartTrackCompositeEgress: 'TrackCompositeEgressRequest',
  StartTrackEgress: 'TrackEgressRequest',
  CreateDispatch: 'CreateAgentDispatchRequest',
  DeleteDispatch: 'DeleteAgentDispatchRequest',
  ListDispatch: 'ListAgentDispatchRequest',
};

function fault({ url, body }) {
  const method = new URL(url).pathname.split('/').pop();
  const type = protocol[named[method] ?? `${method}Request`];
  if (!type) return `@livekit/protocol has no request for ${method}`;
  try {
    type.fromJsonString(body, { ignoreUnknownFields: false });
    return '';
  } catch (problem) {
    return problem.message;
  }
}

for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line) console.log(JSON.stringify({ message: fault(JSON.parse(line)) }));
}
