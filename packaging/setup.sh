# Sourced by run.sh and test.sh: installs what is missing, configures and builds release.
# Sets ROOT (the checkout) and BIN (the folder of the binaries).

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BIN=$ROOT/build/release/bin

say() { printf '%s\n' "fairlead: $*" >&2; }
die() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "cannot install packages: run as root, or install sudo, or install them yourself: ${missing[*]}"
    fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# The first installed name of "a|b", else nothing.
find_missing() {
    missing=()
    local line name found
    while read -r line; do
        case $line in ''|'#'*) continue ;; esac
        found=
        for name in ${line//|/ }; do
            if is_installed "$name"; then found=1; break; fi
        done
        [ -n "$found" ] || missing+=("$line")
    done < "$ROOT/packaging/deps-debian.txt"
}

# Of "a|b" the first name that apt knows, once the package lists are fresh.
choose_names() {
    local each name
    chosen=()
    for each in "${missing[@]}"; do
        for name in ${each//|/ }; do
            if apt-cache show "$name" >/dev/null 2>&1; then chosen+=("$name"); continue 2; fi
        done
        die "this system's package lists have no '$each'. Install it by hand, or use Debian 12 or newer."
    done
}

install_dependencies() {
    command -v dpkg-query >/dev/null || { say "no dpkg here: install the packages of packaging/deps-debian.txt yourself"; return; }
    find_missing
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${#missing[@]} packages: ${missing[*]}"
    as_root apt-get update -q >&2
    choose_names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${chosen[@]}" >&2
}

build_release() {
    cd "$ROOT"
    cmake --preset release >&2
    cmake --build --preset release >&2
}

install_dependencies
build_release
