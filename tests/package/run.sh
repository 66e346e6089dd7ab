#!/usr/bin/env bash
# Installs the library static and shared and uses it from another project, from the quickstart, from a platform outside the tree, and as a subdirectory; looks at what the shared libraries export.
# usage: run.sh SOURCE WORK
set -euo pipefail
source=$1
work=$2
rm -rf "$work"
mkdir -p "$work"
quiet() { "$@" >"$work/log" 2>&1 || { tail -n 30 "$work/log"; exit 1; }; }
consume() { # consume NAME CMAKE_ARGUMENT...
  local name=$1
  shift
  quiet cmake -S "$source/tests/package/consumer" -B "$work/$name-consumer" -G Ninja "$@"
  quiet cmake --build "$work/$name-consumer" --target consumer # as a subdirectory all of the tree would be built
  # A program that is not installed itself finds the libraries that its libraries need by this alone.
  LD_LIBRARY_PATH=$(echo "$work/$name-prefix"/lib*) "$work/$name-consumer/consumer" | grep -q '^mock/' || { echo "$name: the consumer made no meeting"; exit 1; }
  echo "$name: consumed"
}
component() { # component NAME: the optional component sessions, as a package that has to be asked for it
  consume $1 -DCMAKE_PREFIX_PATH="$work/$1-prefix" -DVPLATFORM_COMPONENTS=sessions
  quiet cmake --build "$work/$1-consumer" --target keeper
  LD_LIBRARY_PATH=$(echo "$work/$1-prefix"/lib*) "$work/$1-consumer/keeper" "sqlite:$work/$1.db" | grep -q '^sqlite [1-9]' || { echo "$1: the keeper opened no store"; exit 1; }
  echo "$1: the component sessions is found"
}
quickstart() { # quickstart NAME
  quiet cmake -S "$source/examples/quickstart" -B "$work/$1-quickstart" -G Ninja -DCMAKE_PREFIX_PATH="$work/$1-prefix" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Werror"
  quiet cmake --build "$work/$1-quickstart"
  local said
  said=$(LD_LIBRARY_PATH=$(echo "$work/$1-prefix"/lib*) "$work/$1-quickstart/quickstart" "$source/examples/quickstart/vplatform.json")
  [[ $said == mock/board*', chosen by default'*'Ada, and nobody else, opens https://'* ]] || { echo "$1: the quickstart said: $said"; exit 1; }
  echo "$1: the quickstart works"
}
custom_platform() { # custom_platform NAME
  quiet cmake -S "$source/examples/custom_platform" -B "$work/$1-custom" -G Ninja -DCMAKE_PREFIX_PATH="$work/$1-prefix" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Werror"
  quiet cmake --build "$work/$1-custom"
  LD_LIBRARY_PATH=$(echo "$work/$1-prefix"/lib*) quiet "$work/$1-custom/acme_conformance"
  LD_LIBRARY_PATH=$(echo "$work/$1-prefix"/lib*) "$work/$1-custom/acme_host" | grep -q '^acme/' || { echo "$1: the custom platform made no meeting"; exit 1; }
  echo "$1: a platform outside the tree conforms"
}

for kind in static shared; do
  [[ $kind == shared ]] && shared=ON || shared=OFF
  quiet cmake -S "$source" -B "$work/$kind" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=$shared -DVPLATFORM_SESSIONS=ON \
    -DVPLATFORM_BUILD_TESTS=OFF -DVPLATFORM_BUILD_TOOL=OFF -DVPLATFORM_BUILD_EXAMPLES=OFF -DCMAKE_INSTALL_PREFIX="$work/$kind-prefix"
  quiet cmake --build "$work/$kind"
  quiet cmake --install "$work/$kind"
  consume $kind -DCMAKE_PREFIX_PATH="$work/$kind-prefix"
  component $kind
  quickstart $kind
  custom_platform $kind
done

leaks=$(nm -DC --defined-only "$work"/shared-prefix/lib*/{,*/}libvplatform_*.so 2>/dev/null | grep -E ' [TWVBDR] (nlohmann|fmt|soci)::' | head -n 5 || true)
[[ -z $leaks ]] || { printf 'symbols of third parties leak:\n%s\n' "$leaks"; exit 1; }
echo "shared: exports nothing of third parties"

consume subdirectory -DVPLATFORM_SUBDIRECTORY="$source"
