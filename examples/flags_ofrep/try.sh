#!/usr/bin/env bash
# Starts the server with a flag service that it looks for on port 8016, and goes on without.
set -euo pipefail
build=${1:?usage: try.sh BUILD_FOLDER; ./run example NAME calls it}
export OFREP_ENDPOINT=${OFREP_ENDPOINT:-http://127.0.0.1:8016}
exec "$build/examples/flags_ofrep/flags_ofrep" examples/flags_ofrep/vplatform.json
