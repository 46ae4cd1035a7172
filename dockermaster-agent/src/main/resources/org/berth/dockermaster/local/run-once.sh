#!/bin/sh
# Runs one script of a request's services, once in a container's life.
# Arguments: the shell; the name that its files in this directory begin with; the script's arguments.
# The engine reads all that is written to this program's own output, by whoever is root here: keep it closed.
exec </dev/null >/dev/null 2>&1
cd "$(dirname "$0")" || exit 1
shell=$1 name=$2
shift 2
# Whoever makes the mark runs the script.
mkdir "$name.started" 2>/dev/null || exit 0
cd /
"$shell" "/var/log/berth/$name.sh" "$@" >"/var/log/berth/$name.txt" 2>&1
code=$?
cd /var/log/berth || exit 1
tail -c 4096 "$name.txt" >"$name.tail"
# The status comes last, and whole: it says that the rest is there.
echo "$code" >"$name.status.new"
mv "$name.status.new" "$name.status"
