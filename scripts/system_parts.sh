#!/bin/sh
# Install what the tests need of the system and pip does not have: a real Chromium, and a font with Vietnamese.
# Only where it may: as root, with apt-get. Otherwise the tests that need it say so by name.
set -u
missing=
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    command -v google-chrome >/dev/null 2>&1 || missing="chromium"
find /usr/share/fonts /usr/local/share/fonts -iname 'DejaVuSans.ttf' 2>/dev/null | grep -q . ||
    missing="$missing fonts-dejavu-core"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not on this system, and this account may not install it:$missing" | sed 's/: */: /'
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
