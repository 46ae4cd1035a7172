# Gives each account exactly the keys laid out for it, and makes those that are missing: all are prepared first, then switched.
# Arguments: the folder where the keys are, a file for each login, and in .logins which logins; the number of the change.
# Ends with 3 for what would fail again and 4 after a later change; then, and with any other code, nothing was switched unless
# it was killed while switching: each account has either its old or its new keys.
folder=$1 number=$2
end() {
  code=$1
  shift
  printf '%s\n' "$*"
  rm -rf "$folder"
  exit "$code"
}
fail() { end 1 "$@"; }
refuse() { end 3 "$@"; }

# Whoever asked for an earlier change may have died, and that change runs on.
true >>/etc/berth/.lock || fail "no file can be written"
exec 9>>/etc/berth/.lock
! command -v flock >/dev/null || flock 9 || fail "an earlier change does not end"
[ "$(cat /etc/berth/.change 2>/dev/null || echo 0)" -le "$number" ] || end 4 "a later change was made"
echo "$number" >/etc/berth/.change.new && mv -f /etc/berth/.change.new /etc/berth/.change || fail "no file can be written"
logins=$(cat "$folder/.logins") || fail "what was laid out is gone"

for login in $logins; do require_ours "$login"; done
ensure_group
if [ ! -e /etc/sudoers.d/berth ]; then
  mkdir -p /etc/sudoers.d && echo '%berth ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/berth/.sudoers &&
    chmod 0440 /etc/berth/.sudoers && mv -f /etc/berth/.sudoers /etc/sudoers.d/berth || fail "allowing sudo: not possible"
fi
for login in $logins; do ensure_account "$login"; done
for login in $logins; do lay_out_keys "$login" "$folder/$login"; done
for login in $logins; do switch_keys "$login"; done
for old in /etc/berth/change-*; do
  [ "${old##*-}" -gt "$number" ] || rm -rf "$old"
done
