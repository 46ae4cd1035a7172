// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.stream.Stream;

/** The names of the facts that Status tells of a sliver, in the order in which {@code geni_error} tells them. */
public enum Condition {
    /** Its host does not answer. A fact of the host, so it is stored with the host and not with each sliver. */
    HOST_UNREACHABLE("HostUnreachable"),
    /** Its host was removed, and all that the sliver had there is lost. Holds until the sliver is deleted. */
    HOST_REMOVED("HostRemoved"),
    /** The slice was shut down, or an administrator stopped the sliver. */
    SHUT_DOWN("ShutDown"),
    /** Its container was removed by something other than Berth. */
    CONTAINER_GONE("ContainerGone"),
    /** Its container was found stopped, or paused, though it should run. */
    CONTAINER_STOPPED("ContainerStopped"),
    /** A step on its host failed; it may be tried again. */
    STEP_FAILED("StepFailed"),
    /** An install or execute command of its request ended badly. Holds until its owner acts: it is not run again. */
    COMMAND_FAILED("CommandFailed"),
    /** It had more memory than it may. Holds until its owner acts: a container that died of it soon runs again. */
    OUT_OF_MEMORY("OutOfMemory"),
    /** Its disk is nearly full or more. Holds for as long as its host says so. */
    DISK_PRESSURE("DiskPressure");

    private final String storedName;

    Condition(String storedName) {
        this.storedName = storedName;
    }

    /** Returns the name by which it is stored, which never changes. */
    public String storedName() {
        return storedName;
    }

    /** Returns the condition that is stored by a name. */
    static Condition stored(String name) {
        return Stream.of(values())
                .filter(condition -> condition.storedName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no condition is called " + name));
    }

    /** Returns whether it says why the container is not as desired. Of these a sliver has only the latest. */
    boolean isCause() {
        return switch (this) {
            case SHUT_DOWN, CONTAINER_GONE, CONTAINER_STOPPED, STEP_FAILED -> true;
            case HOST_UNREACHABLE, HOST_REMOVED, COMMAND_FAILED, OUT_OF_MEMORY, DISK_PRESSURE -> false;
        };
    }
}
