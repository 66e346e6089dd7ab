// A LiveKit room, with LiveKit's own client.

import { act, element } from "/assets/api.js";

const left = {
  PARTICIPANT_REMOVED: "The host has removed you from this meeting.",
  ROOM_DELETED: "It is over.",
  ROOM_CLOSED: "It is over.",
  DUPLICATE_IDENTITY: "You have come in a second time, in another window. This one is out.",
};

async function client() {
  try {
    return await import("/vendor/livekit-client.esm.mjs");
  } catch {
    throw new Error("LiveKit's client is not installed on this server, so its rooms cannot be shown.");
  }
}

function tileOf(tiles, participant) {
  const id = `tile-${participant.sid || participant.identity}`;
  let tile = document.getElementById(id);
  if (!tile) {
    tile = element("div", undefined, { className: "tile", id });
    tile.append(element("p", participant.name || participant.identity, { className: "name" }));
    tiles.append(tile);
  }
  return tile;
}

/// A button that switches something of ours on and off.
function toggle(words, isOn, change) {
  const button = element("button", words, { type: "button", className: "plain" });
  const mark = () => button.setAttribute("aria-pressed", String(isOn()));
  button.addEventListener("click", () => act(button, async () => {
    await change(!isOn());
    mark();
  }));
  mark();
  return button;
}

export async function openLivekit(stage, grant, out) {
  const { Room, RoomEvent, DisconnectReason } = await client();
  const room = new Room({ adaptiveStream: true, dynacast: true });
  const tiles = element("div", undefined, { className: "tiles" });
  stage.replaceChildren(tiles);

  const show = (track, participant) => {
    if (track.kind === "video") {
      const video = track.attach();
      video.setAttribute("aria-label", `Video of ${participant.name || participant.identity}`);
      tileOf(tiles, participant).prepend(video);
    } else if (participant !== room.localParticipant) {
      tileOf(tiles, participant).append(track.attach());
    }
  };
  const hide = (track) => track.detach().forEach((one) => one.remove());
  room.on(RoomEvent.TrackSubscribed, (track, _, participant) => show(track, participant));
  room.on(RoomEvent.TrackUnsubscribed, hide);
  room.on(RoomEvent.LocalTrackPublished, (publication, participant) => show(publication.track, participant));
  room.on(RoomEvent.LocalTrackUnpublished, (publication) => hide(publication.track));
  room.on(RoomEvent.ParticipantConnected, (participant) => tileOf(tiles, participant));
  room.on(RoomEvent.ParticipantDisconnected, (participant) => tileOf(tiles, participant).remove());
  room.on(RoomEvent.Disconnected, (reason) => out(left[DisconnectReason[reason]] || "You have left the meeting."));

  try {
    await room.connect(grant.server_url, grant.token);
  } catch {
    throw new Error("The room could not be entered. Your way in may have expired: load the page again.");
  }
  tileOf(tiles, room.localParticipant);
  room.remoteParticipants.forEach((participant) => tileOf(tiles, participant));

  const me = room.localParticipant;
  if (grant.role !== "viewer") {
    const controls = element("div", undefined, { className: "controls" });
    controls.append(
      toggle("Microphone", () => me.isMicrophoneEnabled, (on) => me.setMicrophoneEnabled(on)),
      toggle("Camera", () => me.isCameraEnabled, (on) => me.setCameraEnabled(on)),
      toggle("Share screen", () => me.isScreenShareEnabled, (on) => me.setScreenShareEnabled(on)));
    stage.append(controls);
    await me.enableCameraAndMicrophone();
    controls.querySelectorAll("button").forEach((button, at) =>
      button.setAttribute("aria-pressed", String([me.isMicrophoneEnabled, me.isCameraEnabled, me.isScreenShareEnabled][at])));
  }
  return { leave: () => room.disconnect() };
}
