#!/usr/bin/env bash
# Runs a command beside a new, empty PostgreSQL, and throws that away afterwards:  tools/with_postgres.sh make test
# The command finds it by VOLMATCH_POSTGRES_URL, and VOLMATCH_POSTGRES=required says that tests on it must run. As root on
# Debian and the like, PostgreSQL is installed if need be; where there is none, the command runs without, and says so.

set -euo pipefail

# Beside clients alone there is no initdb.
find_server() {
    local initdb
    initdb=$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1 || true)
    [ -n "$initdb" ] || initdb=$(command -v initdb) || return 1
    dirname "$initdb"
}

if ! server=$(find_server); then
    if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
        echo "with_postgres: no PostgreSQL, and no apt-get or root to install it; going on without" >&2
        exec "$@"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    server=$(find_server)
fi

# The server refuses to run as root.
as_owner() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

# It listens on a socket in a folder that only its owner may enter, and on no port.
place=$(as_owner mktemp -d /tmp/volmatch-postgres.XXXXXX)
stop() {
    as_owner "$server/pg_ctl" --pgdata="$place/data" --mode=immediate --silent stop || true
    rm -rf "$place"
}
trap stop EXIT
as_owner "$server/initdb" --pgdata="$place/data" --username=volmatch --auth=trust --encoding=UTF8 --no-locale --no-sync \
    >/dev/null
as_owner "$server/pg_ctl" --pgdata="$place/data" --log="$place/log" --silent --wait \
    --options="-c listen_addresses='' -c unix_socket_directories='$place' -c fsync=off" start

export VOLMATCH_POSTGRES=required
export VOLMATCH_POSTGRES_URL="postgresql+psycopg://volmatch@/postgres?host=$place"
"$@"
