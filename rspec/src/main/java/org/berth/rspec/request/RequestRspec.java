// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.request;

import java.util.List;
import org.berth.rspec.Compression;
import org.berth.rspec.RspecException;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.RspecDocument;

/**
 * A request RSpec of version 3, as far as one aggregate is concerned. It is sent unchanged to every aggregate of an
 * experiment: what is meant for others is only counted, whatever it holds.
 *
 * @param xml the document's text, not compressed: what to store, and to make the manifest from
 * @param nodes the nodes that are meant for the aggregate, in order: those that name it, and where no node of the request
 *     names any aggregate, all of them
 * @param links the links that join at least one interface of these nodes, in order
 * @param others how many nodes are meant for others
 */
public record RequestRspec(String xml, List<RequestNode> nodes, List<RequestLink> links, int others) {
    public RequestRspec {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    /**
     * Reads a request: XML, or base64 of zlib of it.
     *
     * @param aggregate the aggregate's URN; {@code +cm} of the same authority means it too
     * @throws RspecException with what is wrong, naming the element and the value
     */
    public static RequestRspec parse(String text, Urn aggregate) {
        String stripped = (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
        String xml = stripped.startsWith("<")
                ? stripped
                : Compression.decompress(stripped).strip();
        return of(RspecDocument.parse(xml), xml, aggregate);
    }

    /**
     * Reads a request that is parsed already.
     *
     * @param xml the text that the document was parsed from
     * @param aggregate as in {@link #parse}
     * @throws RspecException with what is wrong, naming the element and the value
     */
    public static RequestRspec of(RspecDocument document, String xml, Urn aggregate) {
        RequestReader reader = new RequestReader(document.root(), aggregate);
        return new RequestRspec(xml, reader.nodes(), reader.links(), reader.others());
    }
}
