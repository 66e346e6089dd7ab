#!/usr/bin/env bash
# ./run check --defects: a copy of the tree, built once, then a defect at a time.
set -euo pipefail
cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../.."
copy=build/defects
mkdir -p "$copy/tree"
# By content, not by time: a run that was killed leaves a defect behind, in a file newer than the right one.
git ls-files -z | while IFS= read -r -d '' file; do
  cmp -s "$file" "$copy/tree/$file" || cp --parents -t "$copy/tree" "$file"
done
echo "building the tree once, before anything is broken" >&2
cmake -S "$copy/tree" -B "$copy/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1 -DVPLATFORM_STRICT=OFF \
  >"$copy/configure.log" 2>&1 || { tail -n 20 "$copy/configure.log" >&2; exit 1; }
cmake --build "$copy/build" >"$copy/build.log" 2>&1 || { tail -n 20 "$copy/build.log" >&2; exit 1; }
exec python3 tests/defects/run.py "$copy/tree" "$copy/build" "$@"
