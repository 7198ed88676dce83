#!/bin/sh
# Makes .venv with exactly what a lock file pins, and installs the system libraries that it needs.
#
#     scripts/setup.sh book    what "make book" needs: Pango, requirements.lock
#     scripts/setup.sh test    what "make test" needs: gettext and Poppler too, requirements-dev.lock
#     scripts/setup.sh ebook   what "make check-ebook" needs besides: reading systems of e-books
#     scripts/setup.sh fuzz    what "make fuzz" needs beside: requirements-fuzz.lock
#
# Silent and quick when nothing is to be done. PYTHON names the Python to use.
set -eu
cd "$(dirname "$0")/.."

case "${1-}" in
    book) lock=requirements.lock ;;
    test | ebook) lock=requirements-dev.lock ;;
    fuzz) lock=requirements-fuzz.lock ;;
    *) echo "usage: scripts/setup.sh book|test|ebook|fuzz" >&2; exit 2 ;;
esac

venv=.venv/bin/python
reading=tests/reading

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

main() {
    state=$( (pwd; cat pyproject.toml requirements.lock requirements-dev.lock requirements-fuzz.lock
        cat "$reading/package-lock.json") | cksum)
    if is_done "$1"; then return; fi
    python=$(find_python)
    install_system_packages "$1"
    make_venv
    say "installing the packages of $lock"
    quiet_pip --require-hashes -r "$lock"
    quiet_pip --no-deps --no-build-isolation --editable .
    if [ "$1" = ebook ]; then install_node_packages; fi
    case "$1" in ebook) echo "$state" >.venv/.test ;; esac
    case "$1" in ebook | test | fuzz) echo "$state" >.venv/.book ;; esac
    echo "$state" >".venv/.$1"
}

# Whether .venv was completed for these lock files, in this folder.
is_done() {
    [ -x "$venv" ] && [ -f ".venv/.$1" ] && [ "$(cat ".venv/.$1")" = "$state" ] || return 1
    [ "$1" != ebook ] || [ -d "$reading/node_modules" ]
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
        [ -z "${PYTHON-}" ] || fail "PYTHON=$PYTHON is not Python 3.11 or newer"
    done
    fail "Python 3.11 or newer is needed, and no python3 here is. Install one, or name it:" \
        "make book PYTHON=/path/to/python3"
}

# A moved folder or a removed Python leaves a .venv that does not work: it is made anew.
make_venv() {
    here=$(pwd -P)/.venv
    if [ -x "$venv" ] && "$venv" -c 'import pip' 2>/dev/null && [ "$(cat .venv/.place 2>/dev/null)" = "$here" ]
    then return; fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
    echo "$here" >.venv/.place
}

quiet_pip() {
    "$venv" -m pip --disable-pip-version-check --no-input --quiet install "$@"
}

# Reading systems in JavaScript, by the node of .venv. No script of theirs runs, no browser comes.
install_node_packages() {
    say "installing the packages of $reading/package-lock.json"
    PATH="$PWD/.venv/bin:$PATH" npm ci --prefix "$reading" --ignore-scripts --no-audit --no-fund \
        --loglevel=error >/dev/null
}

# ---- the system -----------------------------------------------------------------------------

install_system_packages() {
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    if command -v apt-get >/dev/null; then
        install_with_apt
    elif command -v brew >/dev/null; then
        say "installing with Homebrew:" $missing
        brew install --quiet $missing
    else
        fail "missing:" $missing "(as Debian calls them; elsewhere pango, harfbuzz, gettext)." \
            "Install them with the system's package manager, then run make again"
    fi
    missing=$(missing_packages "$1")
    [ -z "$missing" ] || fail "still missing after installation:" $missing
}

# The packages to install, named as the system's package manager names them.
missing_packages() {
    if command -v apt-get >/dev/null || ! command -v brew >/dev/null; then
        has_module ensurepip || echo "python$(python_version)-venv"
        has_library pango-1.0 || echo libpango-1.0-0
        has_library pangoft2-1.0 || echo libpangoft2-1.0-0
        has_library harfbuzz-subset || echo libharfbuzz-subset0
    else
        has_library pangoft2-1.0 && has_library harfbuzz-subset || echo pango
    fi
    case "$1" in
        test | ebook)
            command -v msgfmt >/dev/null || echo gettext
            command -v pdftotext >/dev/null || poppler
            command -v ps >/dev/null || echo procps # as Debian calls it
            ;;
    esac
    [ "$1" != ebook ] || missing_reading_systems
}

missing_reading_systems() {
    command -v ebook-convert >/dev/null || [ -d /Applications/calibre.app ] || echo calibre
    command -v chromium >/dev/null || [ -d /Applications/Chromium.app ] || echo chromium
    [ "$(uname)" = Linux ] || return 0
    command -v WebKitWebDriver >/dev/null || echo webkit2gtk-driver # as Debian calls it
    command -v Xvfb >/dev/null || echo xvfb
}

# Poppler with its programs, as the package manager names it.
poppler() {
    if command -v apt-get >/dev/null || ! command -v brew >/dev/null; then
        echo poppler-utils
    else
        echo poppler
    fi
}

python_version() {
    "$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'
}

has_module() {
    "$python" -c "import $1" 2>/dev/null
}

# Asks Python, whose architecture counts; Homebrew's folders are not among those it looks in.
has_library() {
    "$python" - "$1" 2>/dev/null <<'EOF'
import ctypes, itertools, sys
folders = ("", "/opt/homebrew/lib/", "/usr/local/lib/")
for folder, ending in itertools.product(folders, (".so.0", ".dylib", ".0.dylib")):
    try:
        ctypes.CDLL(f"{folder}lib{sys.argv[1]}{ending}")
        sys.exit(0)
    except OSError:
        pass
sys.exit(1)
EOF
}

install_with_apt() {
    line="apt-get install --yes --no-install-recommends $(echo $missing)"
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root=sudo
    else
        fail "this needs the system's administrator; run, then make again:  sudo $line"
    fi
    say "installing system packages: $line"
    # An update that one foreign source spoils still lets the packages be found.
    $as_root apt-get -qq update || say "apt-get update had errors; going on"
    $as_root env DEBIAN_FRONTEND=noninteractive $line -qq >/dev/null
}

main "$1"
