#!/usr/bin/env bash
# A terminal or display of packaging/run.sh that dies is started again, and one that is closed ends the lobby.
# Usage: run_again.sh CHECKOUT STATE
set -euo pipefail
checkout=$1 state=$2
rm -rf "$state"
mkdir -p "$state"
said=$state.said
unset DISPLAY WAYLAND_DISPLAY
export SDL_AUDIODRIVER=dummy
bash "$checkout/packaging/run.sh" --no-build --any-ports --state "$state" >"$said" 2>&1 &
lobby=$!
trap 'kill -TERM $lobby 2>/dev/null || true' EXIT

fail() { printf '%s\n' "$*" >&2; tail -20 "$said" >&2; exit 1; }
# within SECONDS TEST…: until the test holds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "not so in time: $*"
    read -r -t 0.1 <> <(:) || true
  done
}
said() { grep -q "$1" "$said"; }
is_another() { [ "$(cat "$state/$1.pid")" != "$2" ] && kill -0 "$(cat "$state/$1.pid")"; }
is_over() { ! kill -0 "$1"; }

within 120 said "Ctrl-C ends all of it"
opened=$SECONDS
have_lived() { [ $((SECONDS - opened)) -ge 6 ]; }  # what ends sooner is not started again
within 20 have_lived
for role in terminal display; do
  was=$(cat "$state/$role.pid")
  kill -KILL "$was"
  within 30 is_another "$role" "$was"
  within 5 said "The $role ended by signal KILL; it is started again."
  is_over "$lobby" && fail "the lobby ended with the $role"
done
within 60 test -S "$state/terminal.socket"
within 60 grep -q '"event":"kiosk_started"' <(tail -5 "$state/log/terminal.log")
kill -TERM "$(cat "$state/terminal.pid")"
within 60 is_over "$lobby"
said "the terminal was closed: the lobby ends" || fail "it was not said why the lobby ended"
