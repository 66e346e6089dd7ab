#!/usr/bin/env bash
# usage: check.sh CONFORMANCE_REPORT README [--write]
set -euo pipefail
table=$("$1" --parity 2>/dev/null)
begin='<!-- capabilities: made by tests/readme/check.sh, which also writes it with --write -->'
end='<!-- end of capabilities -->'
if [[ ${3:-} == --write ]]; then
  awk -v begin="$begin" -v end="$end" -v table="$table" \
    '$0 == begin { print; print table; skip = 1 } $0 == end { skip = 0 } !skip && $0 != begin { print }' "$2" >"$2.new" && mv "$2.new" "$2"
fi
there=$(awk -v begin="$begin" -v end="$end" '$0 == end { on = 0 } on { print } $0 == begin { on = 1 }' "$2")
if [[ $there != "$table" ]]; then
  echo "the capability table in $2 is stale; mend it with: $0 $1 $2 --write"
  diff <(echo "$there") <(echo "$table")
  exit 1
fi
echo "the capability table is fresh"
