#!/usr/bin/env bash
# Runs the host's own unit test.
set -euo pipefail
build=${1:?usage: try.sh BUILD_FOLDER; ./run example NAME calls it}
exec "$build/examples/mock/example_mock"
