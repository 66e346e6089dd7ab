#!/usr/bin/env bash
# The public headers: each compiles alone, and vplatform.hpp names no third party and stays cheap.
# usage: headers.sh ROOT COMPILER
set -euo pipefail
root=$1
compiler=$2
cd "$root"
includes=(-Iinclude)
for folder in platforms/*/include; do includes+=(-I"$folder"); done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

while read -r header; do
  printf '#include "%s"\n' "vplatform/${header#*include/vplatform/}" >"$scratch/alone.cpp"
  "$compiler" -std=c++20 "${includes[@]}" -fsyntax-only -Wall -Wextra "$scratch/alone.cpp" || { echo "$header does not compile alone"; exit 1; }
done < <(find include platforms/*/include -name '*.hpp' ! -path '*/interop/*')
echo "each public header compiles alone"

echo '#include "vplatform/vplatform.hpp"' >"$scratch/all.cpp"
if "$compiler" -std=c++20 -Iinclude -M "$scratch/all.cpp" | grep -E '(nlohmann|/curl/|openssl|/fmt/|soci|httplib)'; then
  echo "vplatform.hpp names a third party"
  exit 1
fi
echo "vplatform.hpp names no third party"

lines=$("$compiler" -std=c++20 -Iinclude -E -P "$scratch/all.cpp" | wc -l)
# The bound is g++ 12's: other standard libraries are of other sizes.
if [[ $("$compiler" --version | head -n 1) == g++*' 12.'* ]] && ((lines > 70000)); then
  echo "vplatform.hpp is $lines lines, more than 70000"
  exit 1
fi
echo "vplatform.hpp is $lines lines"
