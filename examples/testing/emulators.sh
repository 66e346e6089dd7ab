# Sourced by the try.sh of an example, which is called with the build folder.
build=${1:?usage: try.sh BUILD_FOLDER; ./run example NAME calls it}

# emulators LOG OPTION...: emulates providers, and exports the credentials that they take. They end with this process, which `exec`
# makes the example's: however that ends, nothing is left over.
emulators() {
  local log=$1
  shift
  : >"$log"
  setpriv --pdeathsig TERM "$build/bin/vplatform" emulate "$@" >>"$log" 2>&1 &
  until grep -q 'ctrl-c' "$log"; do
    kill -0 $! 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
  done
  eval "$(grep '^export [A-Z_]*=' "$log")"
}
