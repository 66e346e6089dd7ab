#!/usr/bin/env bash
# usage: test.sh SESSIONS_HOST
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo '{"default": "mock", "platforms": {"mock": {}}}' >"$folder/vplatform.json"
expected='Grace: admitted
deny_entry: done
stop_recordings: done
remove_everybody: done
delete_room: done'
said=$("$1" "$folder/vplatform.json" "sqlite:$folder/meetings.db")
[[ $said == "$expected" ]] || { diff <(echo "$expected") <(echo "$said"); exit 1; }
echo "the host has done what it should"
