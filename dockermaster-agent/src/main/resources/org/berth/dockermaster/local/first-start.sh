# What a sliver's container runs, whenever it starts. Makes the accounts laid out for it, each a file of keys, once; then
# becomes its arguments: sshd. So sshd's greeting says that the accounts are there.
(
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  accounts=/etc/berth/accounts
  fail() {
    printf '%s\n' "$*" | tee "$accounts/.failure" >&2
    exit 1
  }
  [ -d "$accounts" ] || exit 0
  # Nothing else runs here yet: what is locked was locked by a start that was broken off.
  for file in passwd shadow group gshadow subuid subgid; do rm -f "/etc/$file.lock"; done
  grep -q '^berth:' /etc/group || said=$(groupadd -r berth 2>&1) || fail "making group berth: $said"
  for keys in "$accounts"/*; do
    [ -f "$keys" ] || continue
    login=${keys##*/}
    begun=$accounts/.begun-$login
    # Perhaps half made by a start that was broken off, and then without its home or its group.
    [ ! -e "$begun" ] || userdel -rf "$login" >/dev/null 2>&1 || true
    if ! grep -q "^$login:" /etc/passwd; then
      shell=/bin/sh
      [ ! -x /bin/bash ] || shell=/bin/bash
      group=-U
      ! grep -q "^$login:" /etc/group || group="-g $login"
      # "*" is no password's hash, yet unlike useradd's "!" not a locked account, which sshd may refuse.
      : >"$begun" || fail "making account '$login': no file can be written"
      said=$(useradd -m -G berth $group -s "$shell" -p '*' "$login" 2>&1) || fail "making account '$login': $said"
    elif ! grep -qE "^berth:[^:]*:[^:]*:(.*,)?$login(,|\$)" /etc/group; then
      fail "making account '$login': the image has an account of that name; use another name"
    fi
    home=$(sed -n "s/^$login:[^:]*:[^:]*:[^:]*:[^:]*:\(\/[^:]*\):.*/\1/p" /etc/passwd)
    { [ -n "$home" ] && mkdir -p "$home/.ssh" && cp "$keys" "$home/.ssh/authorized_keys" &&
      chmod 0700 "$home/.ssh" && chmod 0600 "$home/.ssh/authorized_keys" && chown -R "$login:" "$home/.ssh"; } ||
      fail "installing the keys of '$login': not possible in '$home', the home that the image gives it"
  done
  rm -rf "$accounts"
) || exit 1
exec "$@"
