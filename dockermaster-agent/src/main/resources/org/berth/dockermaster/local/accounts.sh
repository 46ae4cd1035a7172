# The steps of making an account, for the scripts that this is put before. They define fail and refuse, which say why and end:
# refuse for what would fail again. Ours are the members of group berth.
PATH=/usr/sbin:/usr/bin:/sbin:/bin

ensure_group() {
  grep -q '^berth:' /etc/group || said=$(groupadd -r berth 2>&1) || fail "making group berth: $said"
}

# Refuses a login that the image has for something else. One that is marked as begun is ours.
require_ours() {
  [ -e "/etc/berth/.begun-$1" ] || ! grep -q "^$1:" /etc/passwd ||
    grep -qE "^berth:[^:]*:[^:]*:(.*,)?$1(,|\$)" /etc/group ||
    refuse "making account '$1': the image has an account of that name; use another name"
}

# Makes an account without keys, if there is none.
ensure_account() {
  begun=/etc/berth/.begun-$1
  # Half made by a run that was broken off, and then perhaps without its home or its group.
  [ ! -e "$begun" ] || userdel -rf "$1" >/dev/null 2>&1 || true
  if ! grep -q "^$1:" /etc/passwd; then
    shell=/bin/sh
    [ ! -x /bin/bash ] || shell=/bin/bash
    group=-U
    ! grep -q "^$1:" /etc/group || group="-g $1"
    # Not ":", at whose failed redirection a shell ends.
    true >"$begun" || fail "making account '$1': no file can be written"
    # "*" is no password's hash, yet unlike useradd's "!" not a locked account, which sshd may refuse.
    said=$(useradd -m -G berth $group -s "$shell" -p '*' "$1" 2>&1) || {
      userdel -rf "$1" >/dev/null 2>&1
      rm -f "$begun"
      fail "making account '$1': $said"
    }
  fi
  rm -f "$begun"
}

home_of() {
  sed -n "s/^$1:[^:]*:[^:]*:[^:]*:[^:]*:\(\/[^:]*\):.*/\1/p" /etc/passwd
}

# Writes the keys of an account beside those in force. Arguments: the login, the file of its keys.
lay_out_keys() {
  home=$(home_of "$1") new=$home/.ssh/.authorized_keys.berth
  { [ -n "$home" ] && mkdir -p "$home/.ssh" && [ ! -d "$home/.ssh/authorized_keys" ] && rm -rf "$new" && cp "$2" "$new" &&
    chmod 0700 "$home/.ssh" && chmod 0600 "$new" && chown "$1:" "$home/.ssh" "$new"; } ||
    fail "installing the keys of '$1': not possible in '$home', the home that the image gives it"
}

# Puts the keys that were laid out in force, in one step.
switch_keys() {
  home=$(home_of "$1")
  mv -f "$home/.ssh/.authorized_keys.berth" "$home/.ssh/authorized_keys" || fail "installing the keys of '$1': not possible"
}
