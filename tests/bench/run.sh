#!/usr/bin/env bash
# ./run bench [--json FILE]: run.sh BUILD_FOLDER [--json FILE]
set -euo pipefail
build=$1
shift
echo "nine rounds of each job and its floor, interleaved; medians; about a minute" >&2
exec "$build/bin/vplatform_bench" "$@"
