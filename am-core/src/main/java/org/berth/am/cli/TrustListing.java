// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.trust.RootFile;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.berth.base.Printable;

/** The output of {@code berth trust list}. */
record TrustListing(List<RootFile> files, Map<Gid, String> refused, DenyList.Read denied, Instant now) {
    private static final String BROKEN =
            "The deny-list is broken. A running AM goes on with what it denied before and with"
                    + " the good lines; it does not start until this is mended:";

    /** A root in one line: who, until when, and its fingerprint. */
    static String line(Gid root) {
        return root.urn() + " until " + root.certificate().getNotAfter().toInstant() + ", sha256:"
                + Fingerprint.of(root.certificate());
    }

    void print(boolean json, PrintWriter out) {
        if (json) {
            out.println(json().toPrettyString());
        } else {
            print(out);
        }
        out.flush();
    }

    private void print(PrintWriter out) {
        out.println(files.isEmpty() ? "No roots: nobody is trusted." : "Roots:");
        for (RootFile file : files) {
            out.println("  " + file.file().getFileName());
            file.anchors().forEach(root -> out.println("    " + line(root) + (expired(root) ? "  EXPIRED" : "")));
            file.problems().forEach(problem -> out.println("    " + Printable.line(problem)));
            file.anchors().stream()
                    .flatMap(root -> Stream.ofNullable(refused.get(root)))
                    .forEach(reason -> out.println("    NOT TRUSTED: " + Printable.line(reason)));
        }
        out.println(denied.list().denials().isEmpty() ? "Nothing is denied." : "Denied:");
        denied.list()
                .denials()
                .values()
                .forEach(denial -> out.println(("  " + denial.what() + "  " + denial.reason()).stripTrailing()));
        if (!denied.problems().isEmpty()) {
            out.println(BROKEN);
            denied.problems().forEach(problem -> out.println("  " + Printable.line(problem)));
        }
    }

    private ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode roots = node.putArray("roots");
        for (RootFile file : files) {
            ObjectNode one =
                    roots.addObject().put("file", file.file().getFileName().toString());
            ArrayNode certificates = one.putArray("certificates");
            for (Gid root : file.anchors()) {
                certificates
                        .addObject()
                        .put("urn", root.urn().toString())
                        .put("sha256", Fingerprint.of(root.certificate()))
                        .put(
                                "expires",
                                root.certificate().getNotAfter().toInstant().toString())
                        .put("expired", expired(root))
                        .put("refused", refused.getOrDefault(root, ""));
            }
            ArrayNode problems = one.putArray("problems");
            file.problems().forEach(problems::add);
        }
        ArrayNode denials = node.putArray("denied");
        denied.list()
                .denials()
                .values()
                .forEach(
                        denial -> denials.addObject().put("what", denial.what()).put("reason", denial.reason()));
        ArrayNode problems = node.putArray("denyListProblems");
        denied.problems().forEach(problems::add);
        return node;
    }

    private boolean expired(Gid root) {
        return now.isAfter(root.certificate().getNotAfter().toInstant());
    }
}
