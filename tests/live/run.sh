#!/usr/bin/env bash
# Runs the library against a real livekit-server on loopback, with LiveKit's own SDK as the other side.
# usage: tests/live/run.sh BUILD_FOLDER [--record], where livekit_live is built. ./run live [--record] does both.
# --record: what the server answers and tells becomes the data that the emulator is held against.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: tests/live/run.sh BUILD_FOLDER [--record]}" && pwd)
record=${2:-}
[[ -z $record || $record == --record ]] || { printf 'live: %s is not an option; there is --record\n' "$record" >&2; exit 2; }
work=$build/live
say() { printf '%s\n' "-- $*"; }
missing=0
lacks() { printf 'live: %s is missing. %s\n' "$1" "$2" >&2; missing=1; }

. "$here/livekit_server.sh"

mkdir -p "$work/bin" "$work/node"
recorder=$work/bin/recorder
tape=$(cd "$here/../../platforms/livekit/tests/data" && pwd)/livekit-recorded.json

# The stand-in for an egress worker is built with the server's own modules.
fresh_recorder() { [[ -x $recorder ]] && cat "$here"/recorder/{main.go,go.mod,go.sum} | cmp -s - "$recorder.sources"; }
need_livekit_server
fresh_recorder || need_go "the recorder"
need_node "livekit-server-sdk"
command -v redis-server >/dev/null ||
  lacks "redis-server, through which livekit-server reaches recorders," "Debian and Ubuntu: apt-get install redis-server"
[[ -x $build/tests/live/livekit_live ]] ||
  lacks "the program livekit_live" "Build it: cmake --build $build --target livekit_live, or call ./run live."
((missing == 0)) || exit 1

build_livekit_server

if ! fresh_recorder; then
  say "building the stand-in for an egress worker, once"
  (cd "$here/recorder" && go build -o "$recorder" .)
  cat "$here"/recorder/{main.go,go.mod,go.sum} >"$recorder.sources"
fi

cp "$here/package.json" "$here/package-lock.json" "$here/sdk.mjs" "$here/people.mjs" "$work/node/"
if ! cmp -s "$here/package-lock.json" "$work/node/installed.json"; then
  say "fetching livekit-server-sdk, once"
  (cd "$work/node" && npm ci --no-audit --no-fund --loglevel=error >npm.log 2>&1) || {
    tail -n 5 "$work/node/npm.log" >&2
    lacks "the npm package livekit-server-sdk" "npm could not fetch it; all it said is in $work/node/npm.log."
    exit 1
  }
  cp "$here/package-lock.json" "$work/node/installed.json"
fi

say "livekit-server $livekit_version: $server"
say "livekit-server-sdk $(node -p "require('$work/node/node_modules/livekit-server-sdk/package.json').version"), Node $(node --version)"
exec "$build/tests/live/livekit_live" "$server" "$work" "$work/node" "$recorder" "$tape" ${record:+"$record"}
