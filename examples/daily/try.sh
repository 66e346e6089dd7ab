#!/usr/bin/env bash
# Starts the campus beside an emulated Daily on port 8801.
set -euo pipefail
. examples/testing/emulators.sh
folder=$build/try-daily
rm -rf "$folder" # an emulator has forgotten what it had, too
mkdir -p "$folder"
emulators "$folder/emulator.log" --daily 8801 --webhooks-to http://127.0.0.1:8000/api/v1/webhooks
export DAILY_API_BASE_URL=http://127.0.0.1:8801/v1 MEMBERS_FILE=examples/daily/members.json
export DATA_DIR=$folder VPLATFORM_STORE=sqlite:$folder/campus.db
exec "$build/examples/daily/campus"
