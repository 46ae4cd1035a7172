// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

/**
 * A credential as a client sent it, not yet looked at.
 *
 * @param type {@code geni_type}, e.g. {@code geni_sfa}; empty when the client sent bare XML
 * @param version {@code geni_version}, e.g. {@code 3}; empty when the client sent bare XML
 * @param value the XML text, exactly as received
 */
public record PresentedCredential(String type, String version, String value) {}
