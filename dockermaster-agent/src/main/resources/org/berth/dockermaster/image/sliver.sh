groupadd --force --system berth
echo '%berth ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/berth
chmod 0440 /etc/sudoers.d/berth
visudo --check --quiet

cat >/etc/ssh/sshd_config.d/berth.conf <<'END'
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
END
mkdir -p /run/sshd

# Each sliver gets host keys of its own.
rm -f /etc/ssh/ssh_host_*
