# The first process of a second host, in new mount, network, pid, uts and ipc name spaces:
#   second-host.sh FOLDER NAME BRIDGE [OPTION OF DOCKERD...]
# Its root is a copy-on-write clone of this machine's, whose changes lie in FOLDER and outlive a power cut. It ends when its
# engine or its sshd ends, and everything in it ends with it.
set -eu

folder=$1
name=$2
bridge=$3
shift 3
root=$folder/root

mkdir -p "$root" "$folder/changes" "$folder/work" "$folder/docker"
# Not "redirect_dir" and the like: what is below changes while this runs.
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/changes,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/var/lib/docker" "$root/run/below"
# overlay2 of an engine does not work on an overlay.
mount --bind "$folder/docker" "$root/var/lib/docker"
cd "$root"
pivot_root . run/below
cd /
umount --lazy /run/below
rmdir /run/below

hostname "$name"
echo "127.0.0.1 localhost $name" >/etc/hosts
ip link set lo up
if [ ! -e /etc/second-host ]; then
  # What this machine itself has of Berth is not this host's.
  rm -rf /etc/berth /var/lib/berth /var/lib/berth-agent /etc/second-host.key
  ssh-keygen -q -t ed25519 -N '' -f /etc/second-host.key
  echo "$name" >/etc/second-host
fi

mkdir -p /run/sshd
/usr/sbin/sshd -D -e -f /dev/null -o HostKey=/etc/second-host.key -o UsePAM=no -o PasswordAuthentication=no \
  -o StrictModes=no -o AuthorizedKeysFile=/etc/second-host.authorized -o 'Subsystem=sftp internal-sftp' &
sshd=$!
dockerd=
# Signals without a handler do not reach a first process.
trap 'kill "$dockerd" "$sshd"; wait "$dockerd"; exit 0' TERM
while :; do
  dockerd --bip "$bridge" "$@" &
  dockerd=$!
  wait -n "$dockerd" "$sshd" || true
  # Made by whoever ends the engine to have it started again.
  [ -e /run/restart-engine ] || break
  rm /run/restart-engine
done
