#!/usr/bin/env bash
# Our requests against the providers' own published documents.
# usage: tests/contract/run.sh BUILD_FOLDER, where the program contract is built. ./run contract does both.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: tests/contract/run.sh BUILD_FOLDER}" && pwd)
work=$build/contract
mkdir -p "$work"
say() { printf '%s\n' "-- $*"; }

openapi=${VPLATFORM_OPENAPI_DIR:-}
if [[ -z $openapi || ! -f $openapi/daily.json || ! -f $openapi/whereby.json ]]; then
  cat >&2 <<'TEXT'
contract: VPLATFORM_OPENAPI_DIR has to name a folder with the documents that the providers publish:
  daily.json    https://docs.daily.co/openapi.json
  whereby.json  https://github.com/whereby/docs, .gitbook/assets/_api-reference-docs-openapi.json
TEXT
  [[ -n ${CI:-} ]] && exit 1
  echo "contract: nothing was checked" >&2
  exit 0
fi

node=$(node --version 2>/dev/null | sed 's/^v//' || true)
if [[ -z $node || $(printf '20\n%s\n' "$node" | sort -V | head -n 1) != 20 ]] || ! command -v npm >/dev/null; then
  echo "contract: Node 20 or newer with npm is missing, which runs the validator. Get it from https://nodejs.org/en/download." >&2
  exit 1
fi
cp "$here/package.json" "$here/package-lock.json" "$here/protocol.mjs" "$work/"
if ! cmp -s "$here/package-lock.json" "$work/installed.json"; then
  say "fetching the validator, once"
  (cd "$work" && npm ci --no-audit --no-fund --loglevel=error >npm.log 2>&1) || {
    tail -n 5 "$work/npm.log" >&2
    echo "contract: npm could not fetch the validator; all it said is in $work/npm.log" >&2
    exit 1
  }
  cp "$here/package-lock.json" "$work/installed.json"
fi
exec "$build/tests/contract/contract" "$work/node_modules/.bin/prism" "$openapi" "$work" "$here/excuses.json" "$work/protocol.mjs"
