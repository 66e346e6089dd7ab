#!/usr/bin/env bash
# Starts the controller against an emulated LiveKit on port 7880. usage: examples/livekit/try.sh [BUILD_FOLDER]
set -euo pipefail
build=${1:-build/dev}
folder=$build/try-livekit
mkdir -p "$folder/recordings"
"$build/bin/vplatform" emulate --livekit 7880 --webhooks-to http://127.0.0.1:8789/webhooks >"$folder/emulator.log" 2>&1 &
trap 'kill $!' EXIT
export LIVEKIT_URL=http://127.0.0.1:7880 LIVEKIT_API_KEY=livekit-emulator-key
export LIVEKIT_API_SECRET=livekit-emulator-secret-0123456789abcdef LIVEKIT_CONTROL_API_KEY=try
export CONTROL_STATE_DIR=$folder RECORDING_OUTPUT_DIR=$folder/recordings
"$build/examples/livekit/livekit_controller"
