// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** All that is logged from its making to its end, as the log that is shipped with Berth has it. */
public final class WrittenLog implements AutoCloseable {
    /** How each line begins that is not one of a stack trace. */
    private static final Pattern BEGIN =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (?:INFO |WARN |ERROR) \\w+ - .*");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\t]]");

    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Encoder<ILoggingEvent> encoder = encoder();

    public WrittenLog() {
        events.start();
        root().addAppender(events);
    }

    private static Encoder<ILoggingEvent> encoder() {
        LoggerContext shipped = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(shipped);
        try {
            configurator.doConfigure(WrittenLog.class.getResource("/logback.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
        return ((OutputStreamAppender<ILoggingEvent>)
                        shipped.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR"))
                .getEncoder();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private List<ILoggingEvent> events() {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .toList();
    }

    /** Each event as it is written, with its line end. */
    public List<String> written() {
        return events().stream()
                .map(event -> new String(encoder.encode(event), StandardCharsets.UTF_8))
                .toList();
    }

    /** Events that are more than one line and a stack trace that is set in, or have characters that drive a terminal. */
    public List<String> forged() {
        return written().stream().filter(text -> !isPlain(text)).toList();
    }

    private static boolean isPlain(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        return BEGIN.matcher(lines.get(0)).matches()
                && lines.stream().noneMatch(line -> CONTROL.matcher(line).find())
                && lines.stream().skip(1).allMatch(line -> line.isEmpty() || line.startsWith("    "));
    }

    @Override
    public void close() {
        root().detachAppender(events);
    }
}
