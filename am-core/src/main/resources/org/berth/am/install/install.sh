# Installs the package that was sent, unless it is installed already.
package=$1/.cache/berth/berth-agent.deb
record=/var/lib/berth-agent/installed
hash=$(sha256sum "$package" | cut -c1-64)
state=$(dpkg-query --show --showformat "\${db:Status-Status}" berth-agent 2>/dev/null || true)
if [ "$state" = installed ] && [ "$(cat "$record" 2>/dev/null || true)" = "$hash" ]; then
  echo there
  exit
fi
export DEBIAN_FRONTEND=noninteractive
# What a broken connection has left.
dpkg --force-confold --configure -a
install() {
  apt-get install --yes --reinstall --allow-downgrades -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold \
    "$package"
}
# The lists of packages may be of long ago, or not there yet.
install || { apt-get update && install; }
mkdir -p -m 700 /var/lib/berth-agent
echo "$hash" >"$record"
echo installed
