package com.hasivu.cloud.snapshots;

import com.hasivu.cloud.keys.KeyFile;
import com.hasivu.protocol.CommandSeal;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.SignedCommand;
import com.hasivu.protocol.wire.SignedManifest;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;

/**
 * The key that signs snapshots and commands: Ed25519, in a file only the service reads. Its id is
 * the first 16 hex digits of the SHA-256 of its public key. Thread-safe.
 */
public final class SnapshotKey {
    private static final int ID_DIGITS = 16;

    private final KeyPair keys;
    private final String id;

    private SnapshotKey(KeyPair keys) {
        this.keys = keys;
        this.id = Sha256.hex(keys.getPublic().getEncoded()).substring(0, ID_DIGITS);
    }

    /**
     * Opens the key in {@code file}, or makes it there.
     *
     * @throws com.hasivu.cloud.keys.KeyException if the file is damaged
     */
    public static SnapshotKey open(Path file) {
        return new SnapshotKey(KeyFile.loadOrCreate(file, KeyFile.Kind.ED25519));
    }

    /** How stations name it. */
    public String id() {
        return id;
    }

    /** Base64 of the public key's SPKI, as a station gets it at enrolment. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    /** Signs a command to a station: {@link CommandSeal}. */
    public SignedCommand sign(Command command) {
        return CommandSeal.sign(command.toByteArray(), id, keys.getPrivate());
    }

    SignedManifest sign(Manifest manifest) {
        return ManifestSeal.sign(manifest, id, keys.getPrivate());
    }
}
