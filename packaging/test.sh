#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test:
#   asan     everything under AddressSanitizer and UBSan: unit, screen, simulation, server and fuzz-corpus tests, then
#            the tour through a running lobby and the web pages in Chromium
#   tsan     what has threads, under ThreadSanitizer
# and, when named:
#   release  the tour and the web pages once more, with the programs as they are installed
#   fuzz     every fuzz target for some seconds from its corpus (clang; the asan part runs the corpus itself)
#   tidy     clang-tidy over the programs' sources
# Usage: packaging/test.sh [asan|tsan|release|fuzz|tidy …]   (nothing named: the first two; where the first took so long
# that the second would end after VUORO_MINUTES, 38 by itself, the second is left out, and the last line says so)
# shellcheck source=packaging/setup.sh
source "$(dirname "$0")/setup.sh"
cd "$root"

parts=("$@")
minutes=""
[ "${#parts[@]}" -gt 0 ] || { parts=(asan tsan); minutes=${VUORO_MINUTES:-38}; }
left_out=""
wants() { local part; for part in "${parts[@]}"; do [ "$part" = "$1" ] && return 0; done; return 1; }

install_packages build run test
jobs=$(nproc)
export CTEST_OUTPUT_ON_FAILURE=1
# Fresh seeds in the simulated world, besides those that are kept: every state of the repository has its own, and the
# same state the same ones.
export VUORO_SIM_WORLDS=${VUORO_SIM_WORLDS:-40} VUORO_SIM_SECONDS=${VUORO_SIM_SECONDS:-0}
if [ -z "${VUORO_SIM_FIRST:-}" ] && [ -z "$(git status --porcelain 2>&1)" ]; then
  VUORO_SIM_FIRST=$((16#$(git rev-parse 'HEAD^{tree}' | cut -c 1-12)))
  export VUORO_SIM_FIRST
fi
started=$SECONDS
beside=""

if wants asan; then
  build asan all_tests programs vuoro_browser_tests
  say "Tests under ASan and UBSan"
  export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:malloc_context_size=10 UBSAN_OPTIONS=print_stacktrace=1
  export LSAN_OPTIONS=suppressions=$root/tests/support/lsan.supp:print_suppressions=0
  ctest --test-dir build/asan -j "$((jobs + 1))" -LE 'browser|tour' --no-tests=error  # some of them mostly wait
  grep -h "^simulated world: " build/asan/Testing/Temporary/LastTest.log || true
  # These mostly wait: what TSan needs is compiled beside them, with what they leave of the processors.
  if wants tsan; then
    set -m  # a process group of its own, so that all of it can be stopped
    (renice -n 19 "$BASHPID" >/dev/null; build tsan tests_with_threads) >"$root/build/tsan.log" 2>&1 &
    beside=$!
    set +m
    trap 'kill -- -"$beside" 2>/dev/null || true' EXIT
  fi
  say "The tour, and the web pages in Chromium"
  ctest --test-dir build/asan -j "$jobs" -L 'browser|tour' --no-tests=error
fi
if wants release; then
  build release programs vuoro_browser_tests
  say "The tour, and the web pages in Chromium"
  ctest --test-dir build/release -L 'browser|tour' --no-tests=error
fi
tsan_minutes=11  # on two slow cores
if wants tsan && [ -n "$minutes" ] && [ "$((SECONDS / 60 + tsan_minutes))" -gt "$minutes" ]; then
  left_out="; tsan was left out, it would have taken until after $minutes minutes"
elif wants tsan; then
  [ -z "$beside" ] || wait "$beside" || { tail -40 "$root/build/tsan.log" >&2; stop "building (tsan) failed"; }
  [ -n "$beside" ] || build tsan tests_with_threads
  say "Tests under TSan"
  TSAN_OPTIONS=halt_on_error=1:suppressions=$root/tests/support/tsan.supp ctest --test-dir build/tsan -j "$jobs" -L threads --no-tests=error
fi
if wants fuzz; then
  install_packages fuzz
  build fuzz fuzz_targets
  say "Fuzzing each target for ${VUORO_FUZZ_SECONDS:-8} s"
  for target in build/fuzz/tests/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target"); name=${name#fuzz_}
    found=$(mktemp -d)
    "$target" -max_total_time="${VUORO_FUZZ_SECONDS:-8}" -timeout=5 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 \
      -artifact_prefix="$root/build/fuzz/$name-" "$found" "tests/fuzz/corpus/$name" || stop "fuzzing $name found an input; see build/fuzz/$name-*"
    rm -rf "$found"
    echo "fuzz $name: ok"
  done
fi
if wants tidy; then
  install_packages tidy
  build dev
  say "clang-tidy"
  git ls-files 'core/*.cpp' 'ui/*.cpp' 'drivers/*.cpp' 'kiosk/*.cpp' 'server/*.cpp' 'ctl/*.cpp' |
    xargs -P "$jobs" -n 4 clang-tidy -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option
fi
say "All passed in $((SECONDS - started)) s$left_out"
