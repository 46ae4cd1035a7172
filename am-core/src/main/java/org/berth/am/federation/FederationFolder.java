// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.berth.am.auth.credential.Privilege;
import org.berth.base.Pem;

/**
 * A trial federation in a folder: {@code authority-*.pem}, and what it gave out under {@code users}, {@code tools} and
 * {@code slices}.
 *
 * <p>Private keys are written unencrypted with mode 0600. Faults of the user's are {@link IllegalArgumentException}s with
 * a sentence for them.
 */
public final class FederationFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final Path folder;
    private final InstantSource clock;
    private final CertificateAuthority authority;

    private FederationFolder(Path folder, InstantSource clock, CertificateAuthority authority) {
        this.folder = folder;
        this.clock = clock;
        this.authority = authority;
    }

    /** Makes a new authority in a folder that has none. */
    public static FederationFolder create(Path folder, String authorityName, Duration life, InstantSource clock) {
        FederationFiles.requireAbsent(folder.resolve("authority-key.pem"));
        CertificateAuthority authority = CertificateAuthority.root(authorityName, life, clock);
        writeIdentity(folder.resolve("authority"), authority.identity());
        return new FederationFolder(folder, clock, authority);
    }

    /** Opens a folder that {@link #create} made. */
    public static FederationFolder open(Path folder, InstantSource clock) {
        Identity identity = readIdentity(folder.resolve("authority"), "berth federation init");
        return new FederationFolder(
                folder, clock, new CertificateAuthority(identity, clock, SignatureAlgorithm.RSA_SHA256));
    }

    /** The authority whose folder it is. */
    public CertificateAuthority authority() {
        return authority;
    }

    /** Copies the root certificate to where an AM looks for those that it trusts. */
    public Path trustIn(Path trustedRoots) {
        return FederationFiles.write(
                trustedRoots.resolve(authority.name().replace(':', '_') + ".pem"),
                Pem.certificates(authority.identity().chain()));
    }

    /** Makes a user: certificate, key, both in one file for tools that want that, and a user credential as long-lived. */
    public Identity addUser(String name, Optional<String> email, Duration life) {
        Path files = userFile(name, "");
        FederationFiles.requireAbsent(suffixed(files, "-key.pem"));
        Identity user = authority.user(name, email, life);
        FederationFiles.write(
                suffixed(files, "-usercred.xml"),
                authority.userCredential(user.chain(), clock.instant().plus(life)));
        FederationFiles.writeSecret(suffixed(files, ".pem"), Pem.key(user.key()) + Pem.certificates(user.chain()));
        writeIdentity(files, user);
        return user;
    }

    /** A user that {@link #addUser} made. */
    public Identity user(String name) {
        return readIdentity(userFile(name, ""), "berth federation user " + name);
    }

    /** Makes a tool: certificate, key, and both in one file. */
    public Identity addTool(String name, Duration life) {
        Path files = toolFile(name, "");
        FederationFiles.requireAbsent(suffixed(files, "-key.pem"));
        Identity tool = authority.tool(name, life);
        FederationFiles.writeSecret(suffixed(files, ".pem"), Pem.key(tool.key()) + Pem.certificates(tool.chain()));
        writeIdentity(files, tool);
        return tool;
    }

    /**
     * Has a user let a tool speak for them, from now for so long; writes the credential.
     *
     * @param toolName a tool that {@link #addTool} made
     */
    public Path speaksFor(String userName, String toolName, Path file, Duration life) {
        Identity user = user(userName);
        Identity tool = readIdentity(toolFile(toolName, ""), "berth federation tool " + toolName);
        SpeaksForContent content = SpeaksForContent.of(
                user.certificate().getPublicKey(),
                tool.certificate().getPublicKey(),
                clock.instant().plus(life));
        return FederationFiles.write(
                file, new CredentialSigner(SignatureAlgorithm.RSA_SHA256).speaksFor(content, user));
    }

    /** Makes a slice's certificate. */
    public List<X509Certificate> addSlice(String name, Duration life) {
        Path file = sliceFile(name, "-cert.pem");
        FederationFiles.requireAbsent(file);
        List<X509Certificate> slice = authority.slice(name, life);
        FederationFiles.write(file, Pem.certificates(slice));
        return slice;
    }

    /** Gives a user everything on a slice that {@link #addSlice} made, from now for so long; writes the credential. */
    public Path grant(String sliceName, String userName, Path file, Duration life) {
        String credential = authority.sliceCredential(
                user(userName).chain(), slice(sliceName), clock.instant().plus(life));
        return FederationFiles.write(file, credential);
    }

    /**
     * Hands a slice credential on, from one user to another.
     *
     * @param credential the first user's credential
     * @param life how long the new one is to last; must not be longer than the given one
     * @param furtherDelegation whether the other may hand it on in turn
     */
    public Path delegate(
            Path credential,
            String sliceName,
            String from,
            String to,
            Path file,
            Duration life,
            boolean furtherDelegation) {
        CredentialContent content = new CredentialContent(
                user(to).chain(),
                slice(sliceName),
                List.of(new Privilege("*", furtherDelegation)),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(life));
        String delegated = new CredentialSigner(SignatureAlgorithm.RSA_SHA256)
                .delegate(FederationFiles.read(credential, "berth federation slice"), content, user(from));
        return FederationFiles.write(file, delegated);
    }

    /**
     * Returns the path of a user's file: {@code -cert.pem}, {@code -key.pem}, {@code .pem} (both),
     * {@code -usercred.xml}.
     */
    public Path userFile(String name, String suffix) {
        return folder.resolve("users").resolve(checked(name, "user") + suffix);
    }

    /** Returns the path of a tool's file: {@code -cert.pem}, {@code -key.pem}, {@code .pem} (both). */
    public Path toolFile(String name, String suffix) {
        return folder.resolve("tools").resolve(checked(name, "tool") + suffix);
    }

    /** Returns the path of a slice's file: {@code -cert.pem}, and credentials {@code -cred.xml}. */
    public Path sliceFile(String name, String suffix) {
        return folder.resolve("slices").resolve(checked(name, "slice") + suffix);
    }

    private List<X509Certificate> slice(String name) {
        return certificates(sliceFile(name, "-cert.pem"), "berth federation slice " + name + " --owner USER");
    }

    private static String checked(String name, String kind) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no " + kind
                    + " name: letters, digits, - and _, at most 64, the first a letter or digit");
        }
        return name;
    }

    /** The key comes last: where it exists, all the rest does. */
    private static void writeIdentity(Path files, Identity identity) {
        FederationFiles.write(suffixed(files, "-cert.pem"), Pem.certificates(identity.chain()));
        FederationFiles.writeSecret(suffixed(files, "-key.pem"), Pem.key(identity.key()));
    }

    private static Identity readIdentity(Path files, String madeBy) {
        Path key = suffixed(files, "-key.pem");
        List<X509Certificate> chain = certificates(suffixed(files, "-cert.pem"), madeBy);
        List<PrivateKey> keys = FederationFiles.pem(key, madeBy).privateKeys();
        if (keys.isEmpty() || !(keys.get(0) instanceof RSAPrivateKey)) {
            throw new IllegalArgumentException(key + ": there is no unencrypted RSA key in it");
        }
        return new Identity(keys.get(0), chain);
    }

    private static List<X509Certificate> certificates(Path file, String madeBy) {
        List<X509Certificate> chain = FederationFiles.pem(file, madeBy).certificates();
        if (chain.isEmpty()) {
            throw new IllegalArgumentException(file + ": no PEM certificate in it");
        }
        return chain;
    }

    private static Path suffixed(Path files, String suffix) {
        return files.resolveSibling(files.getFileName() + suffix);
    }
}
