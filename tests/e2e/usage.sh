#!/usr/bin/env bash
# Commands that are written wrong: each says what is wrong with it, ends with its code and leaves nothing behind.
# Usage: usage.sh VUORO_SERVER VUOROCTL
set -u
server=$1 ctl=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

# expect CODE WORDS COMMAND…
expect() {
  local code=$1 words=$2 said got
  shift 2
  said=$("$@" 2>&1 </dev/null)
  got=$?
  if [ "$got" != "$code" ] || [[ "$said" != *"$words"* ]]; then
    printf 'expected %s with "%s", got %s: %s\n  from: %s\n' "$code" "$words" "$got" "$said" "${*:1}"
    failed=1
  fi
}

expect 2 'there is no command "frobnicate"' "$ctl" frobnicate
expect 2 'there is no command "mvoe"' "$ctl" site mvoe
expect 2 'subcommand' "$ctl"
expect 2 '--name' "$server" device-code --state "$folder/typo"
expect 2 'to-central' "$server" site move --state "$folder/typo"
expect 2 'frobnicate' "$server" frobnicate --state "$folder/typo"
# No server was ever prepared there, and a technician's slip of the hand prepares none.
expect 78 "$folder/typo" "$server" device-code --state "$folder/typo" --name terminal
expect 78 "$folder/typo" "$server" site move --state "$folder/typo" --to-central
[ ! -e "$folder/typo" ] || { echo "a state folder was made"; failed=1; }
exit "$failed"
