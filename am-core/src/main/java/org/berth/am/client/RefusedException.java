// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.util.Arrays;
import org.berth.am.GeniCode;
import org.berth.base.Printable;

/** The AM understood the call and did not do it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String output;

    RefusedException(String method, int code, String output) {
        super(method + " refused with " + name(code) + " (" + code + "): "
                + (output.isBlank() ? "the AM gives no reason" : Printable.lines(output)));
        this.code = code;
        this.output = output;
    }

    /** {@code geni_code}, not 0. */
    public int code() {
        return code;
    }

    /** {@code output}: the AM's reason, as it came. */
    public String output() {
        return output;
    }

    private static String name(int code) {
        return Arrays.stream(GeniCode.values())
                .filter(known -> known.number() == code)
                .map(GeniCode::name)
                .findFirst()
                .orElse("geni_code");
    }
}
