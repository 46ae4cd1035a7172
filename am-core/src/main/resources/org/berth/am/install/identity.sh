# Was this machine enrolled with an AM?
if [ -e /var/lib/berth-agent/identity/certificate.pem ]; then echo enrolled; else echo new; fi
