package org.berth.am.auth;

import java.security.cert.X509Certificate;
import org.berth.rspec.Urn;

/**
 * Who is calling, taken from the TLS leaf certificate and from nothing else.
 *
 * @param urn the one publicid URN of the certificate
 * @param certificate the leaf certificate
 */
public record Caller(Urn urn, X509Certificate certificate) {}
