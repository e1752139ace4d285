#!/usr/bin/env bash
# Runs a whole lobby on this machine: server, terminal, display, printer.
# Usage: packaging/run.sh [options]
#   --tour         an automated visitor does every job; pictures go to build/tour/; then everything ends
#   --fullscreen   terminal full screen instead of in a window
#   --landscape    terminal 1920×1080 instead of 1080×1920
#   --real-hours   the demo's own opening hours (otherwise the demo lobby is always open)
#   --state DIR    where keys, databases and passwords are kept (default: state/ in the checkout)
#   --fresh        begin with an empty state folder
#   --no-build     use what was built before
# shellcheck source=packaging/setup.sh
source "$(dirname "$0")/setup.sh"
cd "$root"

tour= fullscreen= size=1080x1920 hours=--always-open state=$root/state fresh= build=1 ports=fixed
while [ $# -gt 0 ]; do
  case $1 in
    --tour) tour=1 ports=random state=$root/build/tour-state fresh=1 ;;
    --fullscreen) fullscreen=1 ;;
    --landscape) size=1920x1080 ;;
    --real-hours) hours= ;;
    --state) state=$2; shift ;;
    --fresh) fresh=1 ;;
    --no-build) build= ;;
    -h|--help) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) stop "unknown option $1; see --help" ;;
  esac
  shift
done

if [ -n "$build" ]; then
  install_packages build run
  build release programs
fi
bin=$root/build/release
[ -x "$bin/server/vuoro-server" ] || stop "nothing built yet: run without --no-build"
if [ -n "$fresh" ]; then rm -rf "$state"; fi
mkdir -p -m 700 "$state" "$state/log"
umask 077

children=()
cleanup() {
  trap - EXIT INT TERM
  local i
  for ((i = ${#children[@]} - 1; i >= 0; i--)); do kill -TERM "${children[i]}" 2>/dev/null || true; done
  for ((i = ${#children[@]} - 1; i >= 0; i--)); do wait "${children[i]}" 2>/dev/null || true; done
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# start NAME COMMAND…: runs in the background with its log, remembers its pid.
start() {
  local name=$1
  shift
  "$@" >>"$state/log/$name.log" 2>&1 &
  children+=("$!")
  echo "$!" >"$state/$name.pid"
}
# await NAME SECONDS TEST…: until the test holds; stops when the program died or the time is up.
await() {
  local name=$1 seconds=$2 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$(cat "$state/$name.pid")" 2>/dev/null || { tail -5 "$state/log/$name.log" >&2; stop "$name ended; see $state/log/$name.log"; }
    [ "$SECONDS" -lt "$end" ] || { tail -5 "$state/log/$name.log" >&2; stop "$name is not ready after $seconds s; see $state/log/$name.log"; }
    read -r -t 0.05 <> <(:) || true
  done
}
secret() { od -An -N12 -tx1 /dev/urandom | tr -d ' \n'; }
