# Writes the configuration on stdin, unless there is one: then prints that.
file=/etc/berth/agent.conf
if [ -e "$file" ]; then
  cat "$file"
  exit
fi
mkdir -p /etc/berth
umask 077
cat >"$file.new"
mv "$file.new" "$file"
echo written
