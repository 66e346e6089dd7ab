# Sourced by whoever needs a real livekit-server: with $work, a folder for what is built, and with say and lacks.

livekit_version=v1.13.5
server=$work/bin/server
mkdir -p "$work/bin"

# at_least HAVE WANT: compares the first two numbers.
at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# need_go FOR
need_go() {
  local have
  have=$(go env GOVERSION 2>/dev/null | sed 's/^go//' || true)
  [[ -n $have ]] && at_least "$have" 1.26 ||
    lacks "Go 1.26 or newer, which builds $1," "Get it from https://go.dev/dl and put its bin folder into PATH; Debian 12's own is too old."
}

# need_node FOR
need_node() {
  local have
  have=$(node --version 2>/dev/null | sed 's/^v//' || true)
  [[ -n $have ]] && at_least "$have" 20 && command -v npm >/dev/null ||
    lacks "Node 20 or newer with npm, which runs $1," "Get it from https://nodejs.org/en/download and put it into PATH."
}

# Takes one that go has built before, or sees to it that one can be built.
need_livekit_server() {
  local built
  [[ -x $server ]] && return
  built=$(command -v go >/dev/null && echo "$(go env GOPATH)/bin/server" || true)
  [[ -n $built && -x $built ]] && "$built" --version 2>/dev/null | grep -qF "${livekit_version#v}" && ln -sf "$built" "$server"
  [[ -x $server ]] || need_go "livekit-server $livekit_version"
}

build_livekit_server() {
  [[ -x $server ]] && return
  say "building livekit-server $livekit_version, once (some minutes)"
  GOBIN=$work/bin go install "github.com/livekit/livekit-server/cmd/server@$livekit_version"
}
