# Starts the agent; one of an older package gives way.
if [ -d /run/systemd/system ]; then
  # The package restarts it after an upgrade.
  systemctl enable --now berth-agent
  echo systemd
  exit
fi
record=/run/berth-agent.pid
runs() { grep -q BerthAgent "/proc/$1/cmdline" 2>/dev/null; }
pid=$(cat "$record" 2>/dev/null || echo none)
if runs "$pid"; then
  if [ "$record" -nt /var/lib/berth-agent/installed ]; then
    echo running
    exit
  fi
  kill "$pid"
  waited=0
  while runs "$pid"; do
    waited=$((waited + 1))
    [ "$waited" -lt 300 ] || { echo "the agent that runs, process $pid, does not end"; exit 1; }
    sleep 0.2
  done
fi
setsid nohup /usr/share/berth-agent/bin/berth agent --config /etc/berth/agent.conf \
  </dev/null >>/var/log/berth-agent.log 2>&1 &
echo $! >"$record"
echo background
