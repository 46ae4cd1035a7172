// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

/** An agent is not enrolled. The message is a sentence for the admin at the agent; it holds no secret. */
final class EnrollmentRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    EnrollmentRefusedException(String message) {
        super(message);
    }
}
