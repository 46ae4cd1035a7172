/**
 * The authentication and authorization of callers: trusted roots, certificates, SFA credentials, privileges.
 *
 * <p>Identity comes from the TLS leaf certificate alone. Nothing here knows slivers, hosts or the store, and no switch
 * turns a check off.
 */
@NullMarked
package org.berth.am.auth;

import org.jspecify.annotations.NullMarked;
