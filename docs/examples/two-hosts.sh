#!/usr/bin/env bash
# Two container hosts, an AM's machine and a user's machine on this one: network namespaces on a common LAN, a Docker engine
# in each of the two hosts. Needs root, ip (iproute2), dockerd (docker.io), curl, and the base image on this machine's engine.
#
#   two-hosts.sh up DIR             make it; all its files are in DIR
#   two-hosts.sh in DIR WHO CMD...  run a command on machine WHO: am, user, a or b
#   two-hosts.sh address WHO        its IPv4 address
#   two-hosts.sh cut DIR WHO        pull WHO's network cable
#   two-hosts.sh lossy DIR WHO      lose every fifth packet to WHO
#   two-hosts.sh join DIR WHO       plug the cable in again, lose nothing any more
#   two-hosts.sh engine DIR HOST start|stop|kill
#   two-hosts.sh down DIR           end and remove everything
#
#   machine   address      IPv6        containers
#   am        10.77.0.1    fd77::1
#   a         10.77.0.11   fd77::11    fd77:0:0:a::/64
#   b         10.77.0.12   fd77::12    fd77:0:0:b::/64
#   user      10.77.0.100  fd77::100
set -euo pipefail

say() { printf 'two-hosts: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

last_of() { case $1 in am) echo 1 ;; a) echo 11 ;; b) echo 12 ;; user) echo 100 ;; *) die "no machine '$1': am, user, a or b" ;; esac; }

# The namespaces of this DIR; several can be up at once.
ns() { echo "$prefix-$1"; }
within() {
  local who=$1
  shift
  nsenter --net="/run/netns/$(ns "$who")" "$@"
}

add_machine() {
  local who=$1 last
  last=$(last_of "$who")
  ip netns add "$(ns "$who")"
  ip -n "$(ns lan)" link add "p-$who" type veth peer name eth0 netns "$(ns "$who")"
  ip -n "$(ns lan)" link set "p-$who" master br0 up
  ip -n "$(ns "$who")" link set lo up
  ip -n "$(ns "$who")" link set eth0 up
  ip -n "$(ns "$who")" addr add "10.77.0.$last/24" dev eth0
  ip -n "$(ns "$who")" addr add "fd77::$last/64" dev eth0 nodad
}

# Who speaks to containers by their own addresses needs the way to them; a real LAN has it in its router.
add_routes() {
  local who=$1
  [ "$who" = a ] || ip -n "$(ns "$who")" -6 route replace fd77:0:0:a::/64 via fd77::11
  [ "$who" = b ] || ip -n "$(ns "$who")" -6 route replace fd77:0:0:b::/64 via fd77::12
}

ask() { curl -sf --unix-socket "$1" "http://engine$2" "${@:3}"; }

start_engine() {
  local host=$1 root=$dir/$1
  mkdir -p "$root/run"
  # A killed engine leaves these, and the next one would refuse to start.
  rm -f "$root/docker.pid" "$root/exec/containerd/containerd.pid"
  within "$host" sysctl -qw net.ipv6.conf.all.forwarding=1
  within "$host" setsid unshare --mount --uts --propagation private -- sh -c '
    hostname "$2"
    mount --bind "$1/run" /run/docker 2>/dev/null || true
    exec dockerd --data-root "$1/data" --exec-root "$1/exec" -H "unix://$1/docker.sock" --pidfile "$1/docker.pid" \
      --userland-proxy=true' sh "$root" "host-$host" >>"$root/dockerd.log" 2>&1 </dev/null &
  local starter=$! tries=300
  disown
  until ask "$root/docker.sock" /_ping >/dev/null; do
    kill -0 "$starter" 2>/dev/null || die "the engine of $host did not start: $root/dockerd.log"
    [ $((tries -= 1)) -gt 0 ] || die "the engine of $host does not answer: $root/dockerd.log"
    sleep 0.2
  done
}

end_engine() {
  local host=$1 signal=$2 pid
  pid=$(cat "$dir/$host/docker.pid" 2>/dev/null) || return 0
  kill "-$signal" "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null && [ "$(cut -d' ' -f3 "/proc/$pid/stat" 2>/dev/null)" != Z ]; do sleep 0.1; done
  # containerd and the containers' shims outlive a killed engine; as after a power failure they shall not.
  [ "$signal" = TERM ] || pkill -KILL -f -- "$dir/$host/exec/" || true
}

give_base_image() {
  local image=$dir/berth-base.tar
  ask "${DOCKER_SOCKET:-/var/run/docker.sock}" /images/berth-base:1/get -o "$image" ||
    die "this machine's engine has no berth-base:1: berth image ensure"
  local loads=()
  for host in a b; do
    ask "$dir/$host/docker.sock" "/images/load?quiet=1" -o /dev/null -X POST -H 'Content-Type: application/x-tar' \
      --data-binary "@$image" &
    loads+=($!)
  done
  wait "${loads[@]}"
  rm "$image"
}

up() {
  [ ! -e "$dir/prefix" ] || die "$dir is up already; two-hosts.sh down $dir"
  mkdir -p "$dir"
  prefix=b$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n')
  echo "$prefix" >"$dir/prefix"
  # The LAN is a bridge in a namespace of its own: where an engine runs, bridged packets are filtered.
  ip netns add "$(ns lan)"
  ip -n "$(ns lan)" link add br0 type bridge
  ip -n "$(ns lan)" link set br0 up
  for who in am user a b; do add_machine "$who"; done
  for who in am user a b; do add_routes "$who"; done
  start_engine a
  start_engine b
  give_base_image
  say "up: machines am (10.77.0.1), user (10.77.0.100), a (10.77.0.11), b (10.77.0.12)"
}

cut() {
  ip -n "$(ns lan)" link set "p-$1" down
}

lossy() {
  for tables in iptables ip6tables; do
    within "$1" "$tables" -w -I INPUT -i eth0 -m statistic --mode random --probability 0.2 -m comment --comment lossy -j DROP
  done
}

join() {
  ip -n "$(ns lan)" link set "p-$1" up
  # A machine that is cut off has lost its own IPv6 routes with its link.
  add_routes "$1"
  for tables in iptables ip6tables; do
    while within "$1" "$tables" -w -D INPUT -i eth0 -m statistic --mode random --probability 0.2 \
      -m comment --comment lossy -j DROP 2>/dev/null; do :; done
  done
}

down() {
  for who in a b; do end_engine "$who" TERM; done
  for who in am user a b lan; do
    ! [ -e "/run/netns/$(ns "$who")" ] || {
      ip netns pids "$(ns "$who")" | xargs -r kill -KILL 2>/dev/null || true
      ip netns del "$(ns "$who")"
    }
  done
  rm -rf "$dir"
}

[ $# -ge 2 ] || { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"; exit 2; }
command=$1
[ "$command" != address ] || { echo "10.77.0.$(last_of "$2")"; exit; }
dir=$(readlink -m "$2")
shift 2
if [ "$command" != up ]; then
  [ -e "$dir/prefix" ] || die "$dir is not up: two-hosts.sh up $dir"
  prefix=$(cat "$dir/prefix")
fi
case $command in
  up | down) "$command" ;;
  cut | lossy | join) last_of "$1" >/dev/null; "$command" "$1" ;;
  in) last_of "$1" >/dev/null; nsenter="$1"; shift; exec nsenter --net="/run/netns/$(ns "$nsenter")" "$@" ;;
  engine)
    case $2 in
      start) start_engine "$1" ;;
      stop) end_engine "$1" TERM ;;
      kill) end_engine "$1" KILL ;;
      *) die "engine $1 start, stop or kill" ;;
    esac
    ;;
  *) die "no command '$command'" ;;
esac
