// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.v3;

/** The name spaces that we read or write; all others are copied. */
public final class Namespaces {
    public static final String RSPEC = "http://www.geni.net/resources/rspec/3";
    public static final String OPSTATE = "http://www.geni.net/resources/rspec/ext/opstate/1";
    public static final String USER = "http://www.geni.net/resources/rspec/ext/user/1";
    /** The name space of the element in a manifest's {@code services} that tells jFed how to connect. */
    public static final String PROXY = "http://jfed.iminds.be/proxy/1.0";

    /** ExoGENI's extension for the state of a node, which geni-tools' scripts read. */
    public static final String SLIVER_INFO =
            "http://groups.geni.net/exogeni/attachment/wiki/RspecExtensions/sliver-info/1";

    public static final String EMULAB = "http://www.protogeni.net/resources/rspec/ext/emulab/1";

    /** The shared-vlan extension under the name that jFed writes. */
    public static final String SHARED_VLAN_PROTOGENI = "http://www.protogeni.net/resources/rspec/ext/shared-vlan/1";

    /** The shared-vlan extension under the name that geni-lib writes. */
    public static final String SHARED_VLAN_GENI = "http://www.geni.net/resources/rspec/ext/shared-vlan/1";

    private Namespaces() {}
}
