// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP, which ends a process unless somebody listens. The only way to it is {@code sun.misc.Signal} (module
 * jdk.unsupported), which the compiler warns of; so it is used by reflection.
 */
final class HangUp {
    private static final Logger log = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Has something done at each SIGHUP from now on, each time in a thread of its own. */
    static void listen(Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler called = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    task.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> arguments != null && proxy == arguments[0];
                default -> "HangUp";
            };
            Object listener = Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, called);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listener);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.warn("SIGHUP is not listened to, use 'berth reload': {}", String.valueOf(e.getCause()));
        }
    }
}
