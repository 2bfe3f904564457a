#!/bin/sh
# Make .venv from a hashed requirements file: sh scripts/venv.sh demo|dev
# Does nothing when .venv holds that file's packages already. No compiler is needed: wheels only.
set -eu
cd "$(dirname "$0")/.."
want="requirements/$1.txt"
stamp=".venv/installed-$1.txt"

# What dev installs contains what demo needs.
for done in "$stamp" $([ "$1" = demo ] && echo .venv/installed-dev.txt); do
    case "$done" in *-dev.txt) have=requirements/dev.txt ;; *) have="$want" ;; esac
    if [ -x .venv/bin/python ] && cmp -s "$have" "$done"; then exit 0; fi
done

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if [ ! -x .venv/bin/python ] || ! suits .venv/bin/python; then
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if suits "$python"; then break; fi
        python=
    done
    if [ -z "$python" ]; then
        echo "Python 3.11 or later is needed and was not found; name one: make PYTHON=/path/to/python3 …" >&2
        exit 1
    fi
    echo "Making .venv with $("$python" --version) …"
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi

echo "Installing $want …"
# The file names everything that is needed, so nothing is resolved; what is used is compiled when it is first used.
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --progress-bar off \
    --no-deps --no-compile --require-hashes --only-binary :all: -r "$want"; then
    echo "The packages of $want could not be installed; is the package index reachable?" >&2
    exit 1
fi
cp "$want" "$stamp"
