// SPDX-License-Identifier: Apache-2.0
package org.berth.am.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The developers' {@code ./berth}, with a script in the place of Maven. */
final class CheckoutLauncher {
    private static final Path CHECKOUT = Path.of("..");
    private static final String INSTALLED = "dockermaster-agent/src/main/dist/bin/berth";

    private CheckoutLauncher() {}

    /** Copies what {@code ./berth} consists of. */
    static void copyTo(Path checkout, String maven) throws IOException {
        Files.createDirectories(checkout.resolve(INSTALLED).getParent());
        for (String script : new String[] {"berth", INSTALLED}) {
            Files.copy(CHECKOUT.resolve(script), checkout.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path mvnw = Files.writeString(checkout.resolve("mvnw"), maven);
        Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
