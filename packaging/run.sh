#!/usr/bin/env bash
# Runs a whole lobby on this machine: server, terminal, display, printer.
# Usage: packaging/run.sh [options]
#   --tour         an automated visitor does every job; pictures go to build/tour/; then everything ends
#   --fullscreen   terminal full screen instead of in a window
#   --landscape    terminal 1920×1080 instead of 1080×1920
#   --real-hours   the demo's own opening hours (otherwise the demo lobby is always open)
#   --state DIR    where keys, databases and passwords are kept (default: state/ in the checkout, or a folder in build/);
#                  with --tour, --soak and --bench it is emptied first
#   --fresh        begin with an empty state folder
#   --any-ports    free ports instead of 8443, 8444 and 9100
#   --no-build     use what was built before (another build folder than build/release: VUORO_BUILD_DIR)
#   --soak MINUTES visitors, calls and a server killed now and then, so long; memory and open files must stay flat
#   --site-server  with a server of the lobby's own beside the central one (docs/site-server.md)
#   --bench PROG   runs a program on the lobby (its argument: lobby.json) without a screen, then ends everything
# shellcheck source=packaging/setup.sh
source "$(dirname "$0")/setup.sh"
cd "$root"

tour= bench= fullscreen= size=1080x1920 hours=--always-open state= own_state=$root/state fresh= build=1 ports=fixed site_server=
while [ $# -gt 0 ]; do
  case $1 in
    --tour) tour=1 ports=random own_state=$root/build/tour-state fresh=1 ;;
    --bench) bench=$2 ports=random own_state=$root/build/bench-state fresh=1; shift ;;
    --soak) export VUORO_SOAK_MINUTES=$2
      bench=soak ports=random own_state=$root/build/soak-state fresh=1; shift ;;
    --any-ports) ports=random ;;
    --site-server) site_server=1 own_state=$root/build/site-state ;;
    --fullscreen) fullscreen=1 ;;
    --landscape) size=1920x1080 ;;
    --real-hours) hours= ;;
    --state) state=$(realpath -m "$2"); shift ;;
    --fresh) fresh=1 ;;
    --no-build) build= ;;
    -h|--help) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) stop "unknown option $1; see --help" ;;
  esac
  shift
done
state=${state:-$own_state}

if [ -n "$build" ]; then
  install_packages build run
  build release programs
  bin=$root/build/release
else
  bin=${VUORO_BUILD_DIR:-$root/build/release}
fi
if [ "$bench" = soak ]; then bench=$bin/tests/soak; fi
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

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
if [ "$ports" = fixed ]; then
  public_port=8443 device_port=8444 printer_port=9100
  for port in $public_port $device_port $printer_port; do
    port_free "$port" || stop "port $port is in use; is a lobby running already?"
  done
else
  public_port=0 device_port=0 printer_port=0
fi

# ---- the server ------------------------------------------------------------------------------------------------
say "Starting the server"
rm -f "$state/ports.json"
server=("$bin/server/vuoro-server" --state "$state/server" --public-port "$public_port" --device-port "$device_port"
  --web "$bin/web" --port-file "$state/ports.json")
start server "${server[@]}"
await server 20 test -s "$state/ports.json"
number_in() { sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" "$1"; }
public_port=$(number_in "$state/ports.json" public_port)
device_port=$(number_in "$state/ports.json" device_port)
ca=$(sed -n 's/.*"server_ca":"\([^"]*\)".*/\1/p' "$state/ports.json")
url=https://localhost:$public_port
# Started anew it must be found where it was.
server=("$bin/server/vuoro-server" --state "$state/server" --public-port "$public_port" --device-port "$device_port"
  --web "$bin/web")
await server 20 curl -fsS --cacert "$ca" "$url/healthz"

# ---- content and log-ins ---------------------------------------------------------------------------------------
if [ ! -s "$state/password" ]; then secret >"$state/password"; fi
say "Bringing in the demo content"
"$bin/server/vuoro-server" seed --state "$state/server" --demo "$bin/share/vuoro/demo" $hours \
  --follow-url "$url/t/" --password-stdin <"$state/password" >"$state/seed.json" 2>>"$state/log/seed.log" ||
  { tail -5 "$state/log/seed.log" >&2; stop "the demo content could not be brought in"; }

# ---- the lobby's own server, a client of the other ---------------------------------------------------------------
home=$state/server central_url=$url central_ca=$ca box=()
if [ -n "$site_server" ]; then
  say "Starting the lobby's own server"
  cat >"$state/box.toml" <<TOML
state = "$state/box"
web = "$bin/web"
upstream = "https://localhost:$device_port"
upstream_ca = "$ca"
TOML
  box=("$bin/server/vuoro-server" --config "$state/box.toml")
  if [ ! -s "$state/box/upstream/identity.json" ]; then
    code=$("$bin/server/vuoro-server" device-code --state "$state/server" --role site_server --name "Lobby server" \
      2>>"$state/log/enrol.log" | sed -n 's/.*"code":"\([^"]*\)".*/\1/p')
    "${box[@]}" join --public-url "$url" --code "$code" >>"$state/log/enrol.log" 2>&1 ||
      { tail -5 "$state/log/enrol.log" >&2; stop "the lobby's own server could not be enrolled"; }
  fi
  rm -f "$state/box-ports.json" "$state/log/box.log"
  start box "${box[@]}" --public-port 0 --device-port 0 --port-file "$state/box-ports.json"
  await box 20 test -s "$state/box-ports.json"
  box_id=$(sed -n 's/.*"device_id":"\([^"]*\)".*/\1/p' "$state/box/upstream/identity.json")
  # The site is given to a box that was heard of; one started again may have it already.
  box_acts() { grep -q '"event":"site_authority".*"here":true' "$state/log/box.log"; }
  give_site() { box_acts || "$bin/server/vuoro-server" site move --state "$state/server" --to-device "$box_id" >>"$state/log/enrol.log" 2>&1; }
  await box 60 give_site
  await box 60 box_acts
  public_port=$(number_in "$state/box-ports.json" public_port)
  device_port=$(number_in "$state/box-ports.json" device_port)
  ca=$(sed -n 's/.*"server_ca":"\([^"]*\)".*/\1/p' "$state/box-ports.json")
  url=https://localhost:$public_port home=$state/box
  box+=(--public-port "$public_port" --device-port "$device_port")
  # Accounts that reach further than a desk stay at the central server: the lobby's technician has one here.
  "$bin/server/vuoro-server" --config "$state/box.toml" staff add --username boxtech --display-name "Lobby technician" \
    --roles technician --password-stdin <"$state/password" >>"$state/log/enrol.log" 2>&1
fi

# ---- a printer made of software --------------------------------------------------------------------------------
mkdir -p "$state/paper"
rm -f "$state/printer.port" "$state/printer.control"
start printer "$bin/drivers/escpos-sim" --port "$printer_port" --port-file "$state/printer.port" \
  --control-port 0 --control-port-file "$state/printer.control" --out "$state/paper"
await printer 10 test -s "$state/printer.port"
printer_port=$(cat "$state/printer.port")

# ---- a terminal and a display, enrolled the way a technician would ---------------------------------------------
headless=
if [ -n "$tour$bench" ] || [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then headless=1; fi
if [ -n "$headless" ]; then
  export SDL_VIDEODRIVER=dummy
  if [ -n "$tour$bench" ]; then export SDL_AUDIODRIVER=dummy; fi
fi

pin=2580
# enrol ROLE NAME: once; after that the machine has its certificate.
enrol() {
  if [ -s "$state/$1/identity.json" ]; then return; fi
  say "Enrolling the $1"
  local code
  code=$("$bin/server/vuoro-server" device-code --state "$home" --role "$1" --name "$2" 2>>"$state/log/enrol.log" |
    sed -n 's/.*"code":"\([^"]*\)".*/\1/p')
  [ -n "$code" ] || stop "no enrolment code; see $state/log/enrol.log"
  "$bin/ctl/vuoroctl" enrol --server "$url" --ca "$ca" --code "$code" --state "$state/$1" >>"$state/log/enrol.log" 2>&1 ||
    { tail -5 "$state/log/enrol.log" >&2; stop "the $1 could not be enrolled"; }
}
enrol terminal "Terminal 1"
enrol display "Display 1"
[ -s "$state/pin_hash" ] || printf '%s\n' "$pin" | "$bin/ctl/vuoroctl" pin >"$state/pin_hash"

# configure ROLE WIDTH HEIGHT PRINTER
configure() {
  mkdir -p "$state/scan"
  cat >"$state/$1.toml" <<TOML
role = "$1"
state_dir = "$1"
$( [ "$1" = terminal ] && echo 'languages = ["fi", "sv", "en", "ru", "ar"]' )

[server]
device_url = "https://localhost:$device_port"
ca_file = "$ca"

[window]
fullscreen = $( [ -n "$fullscreen" ] && echo true || echo false )
width = $2
height = $3

[printer]
uri = "$4"

[scanner]
uri = "$( [ "$1" = terminal ] && echo "images://$state/scan" )"

[service]
pin_hash = "$( [ "$1" = terminal ] && cat "$state/pin_hash" )"

[remote]
socket = "$1.socket"
act = true
TOML
}
configure terminal "${size%x*}" "${size#*x}" "tcp://127.0.0.1:$printer_port"
configure display 1920 1080 ""

say "Starting the terminal and the display"
for role in terminal display; do
  start "$role" "$bin/kiosk/vuoro-kiosk" --config "$state/$role.toml"
done
for role in terminal display; do await "$role" 20 test -S "$state/$role.socket"; done

# ---- what a test needs to know ---------------------------------------------------------------------------------
json_words() { local word out=; for word in "$@"; do out+=",\"$word\""; done; printf '[%s]' "${out#,}"; }
program() { printf '"%s":{"pid":%s,"log":"%s","command":%s}' "$1" "$(cat "$state/$1.pid")" "$state/log/$1.log" "$(json_words "${@:2}")"; }
cat >"$state/lobby.json" <<JSON
{"url":"$url","ca":"$ca","central_url":"$central_url","central_ca":"$central_ca","terminal_socket":"$state/terminal.socket","display_socket":"$state/display.socket",
"paper_dir":"$state/paper","printer_control_port":$(cat "$state/printer.control"),"password":"$(cat "$state/password")",
"programs":{$(program server "${server[@]}"),$( [ -z "$site_server" ] || echo "$(program box "${box[@]}"),")
$(program printer "$bin/drivers/escpos-sim" --port "$printer_port" --out "$state/paper"),
$(program terminal "$bin/kiosk/vuoro-kiosk" --config "$state/terminal.toml"),
$(program display "$bin/kiosk/vuoro-kiosk" --config "$state/display.toml")}}
JSON

if [ -n "$bench" ]; then
  "$bench" "$state/lobby.json"
  exit
fi
if [ -n "$tour" ]; then
  say "The tour: an automated visitor does every job"
  if "$bin/tests/vuoro_tour" "$state/lobby.json" "$root/build/tour"; then
    cleanup
    if grep -lE 'Sanitizer|runtime error:' "$state"/log/*; then stop "a sanitizer has found something; see above"; fi
    say "Pictures are in build/tour/"
    exit 0
  fi
  stop "the tour got stuck; logs are in $state/log"
fi

cat <<TEXT

  The lobby is open.
    Console (clerks)   $url
                       clerk1, clerk2, supervisor$( [ -n "$site_server" ] && echo "; boxtech, a technician of this server alone" || echo ", technician, editor" )
                       password for all: $(cat "$state/password")
$( [ -z "$site_server" ] || printf '    %s\n' "Central console    $central_url  (also technician, editor)" \
  "                   end vuoro-server (pid $(cat "$state/server.pid")): the lobby goes on; start it again: it learns all")
    Terminal           $( [ -n "$headless" ] && echo "runs without a screen here; packaging/run.sh --tour makes pictures of it" || echo "its own window" )
    Display            $( [ -n "$headless" ] && echo "runs without a screen here" || echo "its own window" )
    Service panel      five touches on the clock of the home screen; PIN $pin
    Paper              $state/paper/  (each ticket as a picture)
    Scanner            put a picture of a code into $state/scan/
    Logs               $state/log/
  The browser warns of the certificate: it was made here. Its authority is $ca
  Ctrl-C ends all of it.
TEXT
# forgotten PID: it is waited for no more; fails when it was not waited for.
forgotten() {
  local child living=()
  for child in "${children[@]}"; do
    if [ "$child" != "$1" ]; then living+=("$child"); fi
  done
  if [ "${#living[@]}" = "${#children[@]}" ]; then return 1; fi
  children=("${living[@]}")
}
# As systemd does on a real kiosk: what dies is started again. What was closed ends the lobby.
# again NAME STATUS: the terminal or the display has ended.
declare -A started_at=([terminal]=$SECONDS [display]=$SECONDS)
again() {
  local why="with code $2"
  if [ "$2" = 0 ]; then stop "the $1 was closed: the lobby ends"; fi
  if [ "$2" -gt 128 ]; then why="by signal $(kill -l "$2")"; fi
  [ $((SECONDS - started_at[$1])) -ge 5 ] || stop "the $1 ended again at once, $why; see $state/log/$1.log"
  say "The $1 ended $why; it is started again. Its log: $state/log/$1.log"
  forgotten "$(cat "$state/$1.pid")"
  started_at[$1]=$SECONDS
  start "$1" "$bin/kiosk/vuoro-kiosk" --config "$state/$1.toml"
}
# Without a server the lobby goes on: that is what one may want to see.
# told_ended NAME WHAT COMMAND…: says once that a server has ended, what that means and how it is started again.
told_ended() {
  local name=$1 what=$2 pid
  shift 2
  pid=$(cat "$state/$name.pid")
  if kill -0 "$pid" 2>/dev/null || ! forgotten "$pid"; then return; fi
  say "$what To start it again:"
  printf '   '
  printf ' %q' "$@"
  printf '\n'
}
on_its_own="the terminal goes on with the numbers it holds."
while true; do
  status=0 ended=
  wait -n -p ended "${children[@]}" || status=$?
  for role in terminal display; do
    if [ "$ended" = "$(cat "$state/$role.pid")" ]; then again "$role" "$status"; fi
  done
  kill -0 "$(cat "$state/printer.pid")" 2>/dev/null || stop "printer ended; see $state/log/printer.log"
  if [ -n "$site_server" ]; then
    told_ended server "The central server has ended; the lobby goes on whole." "${server[@]}"
    told_ended box "The lobby's own server has ended; $on_its_own" "${box[@]}"
  else
    told_ended server "The server has ended; $on_its_own" "${server[@]}"
  fi
done
