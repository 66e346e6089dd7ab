#!/usr/bin/env bash
# Starts the controller beside an emulated LiveKit on port 7880.
set -euo pipefail
. examples/testing/emulators.sh
folder=$build/try-livekit
rm -rf "$folder" # an emulator has forgotten what it had, too
mkdir -p "$folder/recordings"
emulators "$folder/emulator.log" --livekit 7880 --webhooks-to http://127.0.0.1:8789/webhooks
export LIVEKIT_URL=http://127.0.0.1:7880 LIVEKIT_CONTROL_API_KEY=try
export CONTROL_STATE_DIR=$folder RECORDING_OUTPUT_DIR=$folder/recordings
exec "$build/examples/livekit/livekit_controller"
