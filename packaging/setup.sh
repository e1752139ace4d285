# Sourced by the scripts here: finds the checkout, installs what is missing and only that, builds with progress.
# shellcheck shell=bash
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }  # standard output is for results
stop() { printf 'vuoro: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else stop "needs root to install packages: $*"
  fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

# install_packages LIST…: the packages named in packaging/packages-LIST.txt that are not there yet.
install_packages() {
  command -v dpkg-query >/dev/null || stop "this needs Debian 12 or a system made of its packages"
  local missing=() package list
  for list in "$@"; do
    while read -r package; do
      [ -n "$package" ] || continue
      # A newer Node that is already there is left alone; it brings npm, or npm is there by itself.
      if [ "$package" = nodejs ] && command -v node >/dev/null; then continue; fi
      if [ "$package" = npm ] && command -v npm >/dev/null; then continue; fi
      installed "$package" || missing+=("$package")
    done < "$root/packaging/packages-$list.txt"
  done
  if [ "${#missing[@]}" -eq 0 ]; then return; fi
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >"${TMPDIR:-/tmp}/vuoro-apt.log" 2>&1 ||
    { tail -20 "${TMPDIR:-/tmp}/vuoro-apt.log" >&2; stop "the packages could not be installed"; }
}

# build PRESET [TARGET…]: configures and builds; ninja's own progress line is the progress.
build() {
  local preset=$1
  shift
  export CCACHE_NOHASHDIR=true CCACHE_SLOPPINESS=pch_defines,time_macros
  export NINJA_STATUS="[$preset %f/%t, %es] "
  say "Configuring ($preset)"
  cmake -S "$root" --preset "$preset" >"${TMPDIR:-/tmp}/vuoro-cmake-$preset.log" 2>&1 ||
    { tail -30 "${TMPDIR:-/tmp}/vuoro-cmake-$preset.log" >&2; stop "configuring failed"; }
  say "Building ($preset)"
  cmake --build "$root/build/$preset" ${1:+--target "$@"}
}
