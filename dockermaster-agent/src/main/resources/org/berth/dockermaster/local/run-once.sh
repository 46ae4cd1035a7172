#!/bin/sh
# Runs one command of a request's services/execute, once in a container's life.
# Arguments: the shell, and the name that its files in this directory begin with.
cd "$(dirname "$0")" || exit 1
# Whoever makes the mark runs the command.
mkdir "$2.started" 2>/dev/null || exit 0
cd /
"$1" "/var/log/berth/$2.sh" >"/var/log/berth/$2.txt" 2>&1 </dev/null
code=$?
cd /var/log/berth || exit 1
tail -c 4096 "$2.txt" >"$2.tail"
# The status comes last, and whole: it says that the rest is there.
echo "$code" >"$2.status.new"
mv "$2.status.new" "$2.status"
