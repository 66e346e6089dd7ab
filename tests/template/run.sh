#!/usr/bin/env bash
# Copies the template as `zoom` into a copy of the tree: one line outside its folder, it builds, the tool lists it, its tests pass.
# usage: run.sh SOURCE WORK
set -euo pipefail
source=$1
work=$2
rm -rf "$work"
mkdir -p "$work/tree"
cd "$source"
quiet() { "$@" >"$work/log" 2>&1 || { tail -n 30 "$work/log"; exit 1; }; }

git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work/tree"
quiet cmake -DNAME=zoom -P "$work/tree/cmake/NewPlatform.cmake"

git ls-files -z --cached --others --exclude-standard | xargs -0 -I{} diff -q {} "$work/tree/{}" >"$work/differing" || true
[[ $(wc -l <"$work/differing") == 1 ]] || { echo "more than one file differs:"; cat "$work/differing"; exit 1; }
lines=$(diff platforms/CMakeLists.txt "$work/tree/platforms/CMakeLists.txt" | grep -c '^[<>]' || true)
[[ $lines == 1 ]] || { echo "platforms/CMakeLists.txt differs in $lines lines"; exit 1; }
if grep -rqi skeleton "$work/tree/platforms/zoom"; then echo "the template's own name is left in platforms/zoom"; exit 1; fi
echo "one line outside platforms/zoom"

for name in zoom Zoom 9lives skeleton core class daily_emulator; do
  if cmake -DNAME=$name -P "$work/tree/cmake/NewPlatform.cmake" >/dev/null 2>&1; then
    echo "NewPlatform.cmake took the name '$name'"
    exit 1
  fi
done
echo "bad and taken names are refused"

# As the preset dev, in its place in the tree: with ccache, what dev has compiled is not compiled again.
cd "$work/tree"
quiet cmake --preset dev
quiet cmake --build build/dev --target zoom_test vplatform_tool
echo "it builds"
build/dev/bin/vplatform platforms | grep -qw zoom || { echo "vplatform platforms does not list zoom"; exit 1; }
echo "vplatform platforms lists it"
quiet ctest --test-dir build/dev -R '^zoom_test$' --no-tests=error
echo "its tests pass"
