"""One AM API call with Python's own xmlrpc.client: call.py URL CERT KEY METHOD < arguments.json > reply.json"""
import json
import ssl
import sys
import xmlrpc.client

url, certificate, key, method = sys.argv[1:]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.load_cert_chain(certificate, key)
aggregate = xmlrpc.client.ServerProxy(url, context=context)
print(json.dumps(getattr(aggregate, method)(*json.load(sys.stdin))))
