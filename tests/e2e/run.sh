#!/usr/bin/env bash
# Opens examples/meeting_server in a browser, against a real livekit-server.
# usage: tests/e2e/run.sh BUILD_FOLDER CLIENT_FOLDER [--screenshots]; ./run e2e does both.
# --screenshots: takes those of the README anew.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: tests/e2e/run.sh BUILD_FOLDER CLIENT_FOLDER}" && pwd)
client=$(cd "${2:?usage: tests/e2e/run.sh BUILD_FOLDER CLIENT_FOLDER}" && pwd)
shift 2
work=$build/live # shares the livekit-server that ./run live has built
say() { printf '%s\n' "-- $*"; }
missing=0
lacks() { printf 'e2e: %s is missing. %s\n' "$1" "$2" >&2; missing=1; }

. "$here/../live/livekit_server.sh"
need_livekit_server
need_node "the browser's tests"
browser=$(command -v chromium || command -v chromium-browser || true)
[[ -n $browser ]] || lacks "Chromium," "Debian: apt-get install chromium"
((missing == 0)) || exit 1
build_livekit_server

node=$build/e2e
mkdir -p "$node"
cp "$here"/{package.json,package-lock.json,*.mjs} "$node/"
if ! cmp -s "$here/package-lock.json" "$node/installed.json"; then
  say "fetching playwright-core and axe-core, once"
  (cd "$node" && npm ci --no-audit --no-fund --loglevel=error >npm.log 2>&1) || { tail -n 5 "$node/npm.log" >&2; exit 1; }
  cp "$here/package-lock.json" "$node/installed.json"
fi

say "livekit-server $livekit_version, $("$browser" --version 2>/dev/null | head -n 1)"
export E2E_BROWSER=$browser E2E_LIVEKIT=$server E2E_TOOL=$build/bin/vplatform E2E_SERVER=$build/examples/meeting_server/meeting_server E2E_CLIENT=$client E2E_WORK=$node
E2E_SCREENSHOTS=
[[ ${1:-} == --screenshots ]] && E2E_SCREENSHOTS=$(cd "$here/../../examples/meeting_server" && mkdir -p screenshots && pwd)/screenshots
export E2E_SCREENSHOTS
cd "$node"
exec node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs
