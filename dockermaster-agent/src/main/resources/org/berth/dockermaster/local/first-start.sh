# What a sliver's container runs, whenever it starts. Makes the accounts laid out for it, each a file of keys, once; then
# becomes its arguments: sshd. So sshd's greeting says that the accounts are there.
# The engine reads all that is written to a container's own output, by whoever is root in it: keep it closed.
exec </dev/null >/dev/null 2>&1
(
  accounts=/etc/berth/accounts
  fail() {
    printf '%s\n' "$*" >"$accounts/.failure"
    exit 1
  }
  refuse() { fail "$@"; }
  # Nothing else runs here yet: what is locked was locked by something that was broken off.
  for file in passwd shadow group gshadow subuid subgid; do rm -f "/etc/$file.lock"; done
  [ -d "$accounts" ] || exit 0
  ensure_group
  for keys in "$accounts"/*; do
    [ -f "$keys" ] || continue
    login=${keys##*/}
    require_ours "$login"
    ensure_account "$login"
    lay_out_keys "$login" "$keys"
    switch_keys "$login"
  done
  rm -rf "$accounts"
) || exit 1
# What is wrong with sshd's files it says nowhere else. A full disk keeps nobody from logging in to clean up.
words=/etc/berth/.last-words
mkdir -p /etc/berth
true >"$words" || words=/dev/null
(ulimit -f 8 && exec "$@" -e -t) >"$words" 2>&1 || exit 1
rm -f "$words"
exec "$@"
