ln -s /usr/share/berth-agent/bin/berth /usr/bin/berth
