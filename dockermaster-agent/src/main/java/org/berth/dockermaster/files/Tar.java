// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar archive in the making, of a few small files. Names are relative to where it will be unpacked. */
public final class Tar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8");

    /** The owner of an entry, by numbers of the container. */
    public record Owner(long uid, long gid) {
        public static final Owner ROOT = new Owner(0, 0);
    }

    /**
     * Adds a regular file.
     *
     * @param mode permission bits, e.g. {@code 0600}
     */
    public Tar file(String name, int mode, Owner owner, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        return add(entry, mode, owner, content);
    }

    public Tar directory(String name, int mode, Owner owner) {
        return add(new TarArchiveEntry(name + "/"), mode, owner, new byte[0]);
    }

    public Tar symbolicLink(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return add(entry, 0777, Owner.ROOT, new byte[0]);
    }

    private Tar add(TarArchiveEntry entry, int mode, Owner owner, byte[] content) {
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setUserId(owner.uid());
        entry.setGroupId(owner.gid());
        try {
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return this;
    }

    InputStream stream() {
        try {
            out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
