#!/usr/bin/env bash
# Installs Chromium, its driver and a Chinese font, for the tests of pages in a browser (tests/views).
# Where there is no apt-get, or this does not run as root, it says so and leaves with status 3.

set -euo pipefail

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
    echo "setup-browser: chromium is there already"
    exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "setup-browser: needs apt-get and root; elsewhere install chromium and chromedriver yourself" >&2
    exit 3
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-noto-cjk >/dev/null
echo "setup-browser: $(chromium --version)"
