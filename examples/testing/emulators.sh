# Sourced by the try.sh of an example, which is called with the build folder.
build=${1:?usage: try.sh BUILD_FOLDER; ./run example NAME calls it}

# emulators LOG OPTION...: emulates providers until the script ends, and exports the credentials that they take.
emulators() {
  local log=$1
  shift
  "$build/bin/vplatform" emulate "$@" >"$log" 2>&1 &
  trap "kill $!" EXIT
  until grep -q 'ctrl-c' "$log"; do
    kill -0 $! 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
  done
  eval "$(grep '^export [A-Z_]*=' "$log")"
}
