// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.files.ContainerFiles;
import org.berth.dockermaster.files.ContainerFiles.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output of a script that runs in a container, told as it comes: by looks at the file that it is written to, each
 * of which takes the newest part at most. A look costs as much as the file is long, so that the longer it is the fewer
 * there are, none beyond {@link #LONGEST}, and none where nobody wants it.
 */
final class Output {
    /** The most that one look tells, in bytes. */
    static final int LOOK = 64 * 1024;
    /** The number of bytes up to which a file is followed. */
    static final long LONGEST = 64L << 20;

    private static final Logger log = LoggerFactory.getLogger(Output.class);
    private static final int PAUSES_PER_LOOK = 10;
    private static final int NOWHERE = -1;

    private final ContainerFiles files;
    private final String container;
    private final Script script;
    private final String path;
    private final CommandOutput taker;
    /**
     * The number of bytes that were reported or are not needed; {@link #NOWHERE} before the first look at a script
     * under way.
     */
    private long told;

    private long nextLook = System.nanoTime();

    /** @param fromStart whether all is wanted, and not what is written from now on */
    Output(ContainerFiles files, String container, Script script, String path, boolean fromStart, CommandOutput taker) {
        this.files = files;
        this.container = container;
        this.script = script;
        this.path = path;
        this.taker = taker;
        this.told = fromStart ? 0 : NOWHERE;
    }

    /** Tells what is new, unless the last look was too short a while ago. */
    void look() {
        if (System.nanoTime() - nextLook >= 0) {
            // So that it can say, by throwing, that it does not wait any longer.
            give("");
            if (taker.isWanted()) {
                tell(false);
            }
        }
    }

    /** Tells the rest of what was written, as far as one look goes. */
    void end() {
        if (taker.isWanted()) {
            tell(true);
        }
    }

    private void tell(boolean last) {
        long before = System.nanoTime();
        Optional<End> seen;
        try {
            long from = told == NOWHERE ? Long.MAX_VALUE : told;
            seen = files.end(script.step(), container, path, from, LOOK, LONGEST);
        } catch (DockerMasterException e) {
            // Whether the script goes on, others find out.
            log.debug("output of {} in {} cannot be read now: {}", script.name(), container, e.getMessage());
            return;
        } finally {
            nextLook = System.nanoTime() + PAUSES_PER_LOOK * (System.nanoTime() - before);
        }
        seen.ifPresentOrElse(end -> tell(end, last), () -> told = Math.max(told, 0));
    }

    private void tell(End end, boolean last) {
        if (told == NOWHERE || end.size() < told) {
            // Its user may have cut the file.
            told = end.size();
        } else if (end.size() > LONGEST) {
            if (told <= LONGEST) {
                give("\n[more than " + LONGEST + " bytes: what follows is in " + path + " only]\n");
            }
            told = end.size();
        } else {
            tellNew(end, last);
        }
    }

    private void tellNew(End end, boolean last) {
        long skipped = end.size() - end.bytes().length - told;
        if (skipped > 0 && end.bytes().length > 0) {
            give("\n[" + skipped + " bytes left out here: they are in " + path + "]\n");
        }
        int whole = last ? end.bytes().length : wholeCharacters(end.bytes());
        if (whole > 0) {
            give(new String(end.bytes(), 0, whole, UTF_8));
            told = end.size() - end.bytes().length + whole;
        }
    }

    /** Returns the number of bytes before a last character that is not complete yet. */
    static int wholeCharacters(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int b = bytes[bytes.length - back] & 0xff;
            if (b < 0x80) {
                break;
            }
            if (b >= 0xc0) {
                int wanted = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return wanted > back ? bytes.length - back : bytes.length;
            }
        }
        return bytes.length;
    }

    private void give(String text) {
        try {
            taker.accept(text);
        } catch (DockerMasterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DockerMasterException(
                    Kind.FAILED, script.step() + ": its output cannot be passed on: " + e.getMessage(), e);
        }
    }
}
