#!/usr/bin/env bash
# Measures, prints a table and writes build/bench.json. Figures are medians with their spread, and ratios to a
# baseline measured in the same run. For a quiet machine: close what else runs.
# shellcheck source=packaging/setup.sh
source "$(dirname "$0")/setup.sh"
cd "$root"
install_packages build run
build release programs ui_bench content_bench kiosk_bench server_bench lobby_bench process_bench wait_bench offline_bench week_bench herd_bench sim_bench site_server_test bench_table
bin=$root/build/release/tests
lines=$root/build/bench.lines
: >"$lines"
export SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy VUORO_SOURCE_DIR=$root

# Each bench speaks JSON lines on standard output; what it has to say besides goes to standard error.
measure() { say "$1"; shift; "$@" >>"$lines" || stop "$1 failed"; }
measure "Drawing, beside SDL's software renderer" "$bin/ui_bench"
measure "From the touch to the durable promise" "$bin/kiosk_bench"
measure "Import and search" "$bin/content_bench"
measure "Server" "$bin/server_bench"
measure "A lobby: calls, click to display, waiting consoles" "$bin/lobby_bench"
measure "Without a server, at its failure, at rest" "$bin/offline_bench" tickets idle resync
measure "After a week without a server" "$bin/week_bench"
measure "A lobby's own server: a day's memory, and a week without a line" "$bin/site_server_test" "[memory],[week]"
measure "Two thousand devices come back; one change for a thousand" "$bin/herd_bench"
measure "The expected wait, beside the usual method" "$bin/wait_bench"
measure "Hours of a simulated lobby" "$bin/sim_bench"
say "The whole terminal, in a running lobby"
bash "$root/packaging/run.sh" --no-build --bench "$bin/process_bench" >>"$lines"
"$bin/bench_table" "$root/build/bench.json" <"$lines"
