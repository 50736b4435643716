package com.hasivu.cloud.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.Set;

/**
 * The key that signs access tokens: ES256, made at the first start, kept 0600 in the data folder.
 */
final class TokenKey {
    private TokenKey() {}

    /**
     * Reads the key, or makes it when there is none.
     *
     * @throws IllegalArgumentException if the file is there and holds no key
     */
    static ECKey at(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file, new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate());
            }
            return ECKey.parse(Files.readString(file));
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "%s holds no token key; remove it to make a new one (everyone signs in again)"
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write the token key " + file, e);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make a P-256 key", e);
        }
    }

    private static void write(Path file, ECKey key) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (var channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(key.toJSONString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
