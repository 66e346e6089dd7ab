#!/usr/bin/env bash
# Starts the server on one thread beside an emulated LiveKit on port 8803.
set -euo pipefail
. examples/testing/emulators.sh
folder=$build/try-event_loop
mkdir -p "$folder"
emulators "$folder/emulator.log" --livekit 8803
export MEETINGS_KEY=secret LIVEKIT_URL=http://127.0.0.1:8803
exec "$build/examples/event_loop/event_loop"
