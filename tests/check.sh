#!/usr/bin/env bash
# ./run check: what can be said of the code without running it. Formats are mended in place, and it still fails, so that a
# commit holds what was checked.
set -uo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/.."
failed=()
say() { printf '\033[1m==\033[0m %s\n' "$*"; }

say "format"
mapfile -t sources < <(git ls-files '*.cpp' '*.hpp')
before=$(cat "${sources[@]}" | sha256sum)
clang-format-14 -i "${sources[@]}"
if [[ $(cat "${sources[@]}" | sha256sum) != "$before" ]]; then
  echo "these were not formatted, and are now:"
  git diff --stat -- '*.cpp' '*.hpp'
  failed+=(format)
fi

say "layers"
cmake --preset dev >build/check-configure.log 2>&1 || { tail -n 20 build/check-configure.log; exit 1; }
ctest --test-dir build/dev -R '^layers' --label-exclude slow --output-on-failure --no-tests=error || failed+=(layers)

say "clang-tidy"
# Generated sources and test programs are left out: tidy reads what ships.
mapfile -t shipped < <(git ls-files 'src/*.cpp' 'platforms/*.cpp' | grep -v '/tests/')
# A source that is compiled twice, as those with crash points are, is read once.
mkdir -p build/check
python3 -c 'import json, sys; json.dump(list({one["file"]: one for one in reversed(json.load(sys.stdin))}.values()), sys.stdout)' \
  <build/dev/compile_commands.json >build/check/compile_commands.json
printf '%s\n' "${shipped[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-14 -p build/check --quiet \
  --extra-arg=-Wno-unknown-warning-option 2>build/check-tidy.err >build/check-tidy.log || failed+=(clang-tidy)
grep -E 'warning:|error:' build/check-tidy.log | sort -u | head -n 40
printf '   %d files\n' "${#shipped[@]}"

if ((${#failed[@]})); then
  printf 'check failed: %s\n' "${failed[*]}"
  exit 1
fi
echo "check passed"
