#!/usr/bin/env bash
# Starts the reflector beside an emulated Whereby on port 8802 and an emulated Daily on port 8801.
set -euo pipefail
. examples/testing/emulators.sh
folder=$build/try-whereby
rm -rf "$folder" # an emulator has forgotten what it had, too
mkdir -p "$folder"
emulators "$folder/emulator.log" --whereby 8802 --daily 8801 --webhooks-to http://127.0.0.1:1250/v1
export WHEREBY_API_URL=http://127.0.0.1:8802/v1 DAILY_API_URL=http://127.0.0.1:8801/v1
export DAILY_MIGRATION_ENABLED=true DEFAULT_VIDEO_PLATFORM=whereby USERS_FILE=examples/whereby/users.json
export DATA_DIR=$folder VPLATFORM_STORE=sqlite:$folder/reflector.db
exec "$build/examples/whereby/reflector"
