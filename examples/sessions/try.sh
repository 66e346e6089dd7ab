#!/usr/bin/env bash
# Runs the host of the README on the mock.
set -euo pipefail
build=${1:?usage: try.sh BUILD_FOLDER; ./run example NAME calls it}
exec examples/sessions/test.sh "$build/examples/sessions/sessions_host"
