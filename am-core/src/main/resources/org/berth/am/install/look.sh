# Is this a machine that can be a host?
for program in apt-get dpkg-query sha256sum setsid; do
  command -v "$program" >/dev/null || {
    echo "there is no $program: this works on Debian 12 and newer, and what is made of them"
    exit 1
  }
done
