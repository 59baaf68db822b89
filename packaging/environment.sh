# shellcheck shell=bash
# Sourced by packaging/run and packaging/test: makes sure that .venv holds what a lock file asks for.
#
# The usual case, an environment that is ready, is decided here without starting Python. Everything
# else is done by make_environment.py.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
venv=$root/.venv

# Bytecode makes the difference between a start of one second and one of three; a module that happens
# to lie in the current folder must never stand in for one of ours.
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export PYTHONSAFEPATH=1

# is_ready LOCK: the stamp is the checkout's path, then a copy of the lock. It is written last.
is_ready() {
    [ -x "$venv/bin/python" ] &&
        { printf '%s\n' "$root" && cat "$root/packaging/$1.lock"; } | cmp -s - "$venv/$1.stamp"
}

# The first interpreter that is new enough; a name may be on the PATH and still not start.
find_python() {
    local name
    for name in python3 python3.11 python3.12 python3.13 python3.14; do
        if command -v "$name" >/dev/null &&
            "$name" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    echo "ESTIP Desktop needs Python 3.11 or newer, and none was found. Install it, then start again." >&2
    exit 5
}

# ensure_environment LOCK...: each names a lock file in packaging/, without its suffix.
ensure_environment() {
    local lock python
    for lock in "$@"; do
        if ! is_ready "$lock"; then
            python=$(find_python)
            "$python" -I "$root/packaging/make_environment.py" "$@"
            return
        fi
    done
}
