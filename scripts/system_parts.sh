#!/bin/sh
# Install what the tests need of the system and pip does not have: a real Chromium, a font with Vietnamese, a caching proxy, and for a real
# Elasticsearch a JDK of version 21 or later and Maven, where the distribution has them.
# Only where it may: as root, with apt-get. Otherwise the tests that need it say so by name.
set -u
missing=
server() { .venv/bin/python -m search.local_server "$@"; }
for part in $(server check 2>/dev/null); do
    case $part in
    maven) missing="$missing maven" ;;
    java) for jdk in openjdk-25-jdk-headless openjdk-21-jdk-headless temurin-25-jdk temurin-21-jdk; do
        apt-cache show "$jdk" >/dev/null 2>&1 && missing="$missing $jdk" && break
    done ;;
    esac
done
fetch_elasticsearch() { # a minute, once for each machine; it comes with Maven
    server check >/dev/null 2>&1 || return 0
    server install >/dev/null || echo "The tests that need Elasticsearch will say so."
}
# Debian has Chromium without windows, too; the tests with pages take half the time with it.
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "$(id -u)" = 0 ] && has apt-get; }
if ! has chromium-headless-shell; then
    has_another() { has chromium || has chromium-browser || has google-chrome; }
    if grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
        has_another && ! may_install || missing="$missing chromium-headless-shell"
    else
        has_another || missing="$missing chromium"
    fi
fi
find /usr/share/fonts /usr/local/share/fonts -iname 'DejaVuSans.ttf' 2>/dev/null | grep -q . ||
    missing="$missing fonts-dejavu-core"
PATH="$PATH:/usr/sbin" command -v varnishd >/dev/null 2>&1 || missing="$missing varnish"
[ -n "$missing" ] || { fetch_elasticsearch; exit 0; }
if ! may_install; then
    echo "Not on this system, and this account may not install it:$missing" | sed 's/: */: /'
    fetch_elasticsearch
    exit 0
fi
echo "Installing $missing …"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
(apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing) >/tmp/system-parts.$$ 2>&1 || {
    tail -n 5 /tmp/system-parts.$$
    echo "apt-get could not install $missing; the tests that need it will say so."
}
rm -f /tmp/system-parts.$$
fetch_elasticsearch
