package com.hasivu.cloud.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

class KeyFilesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(KeyFile.Kind.class)
    void key_isMadeOnceAndReadableByItsOwnerOnly(KeyFile.Kind kind) throws Exception {
        Path file = folder.resolve("keys/key.pem");
        KeyPair made = KeyFile.loadOrCreate(file, kind);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        KeyPair read = KeyFile.loadOrCreate(file, kind);
        assertThat(read.getPrivate().getEncoded()).isEqualTo(made.getPrivate().getEncoded());
        assertThat(read.getPublic()).isEqualTo(made.getPublic());
    }

    @ParameterizedTest
    @EnumSource(KeyFile.Kind.class)
    void damagedKey_isNamedAndNeverReplaced(KeyFile.Kind kind) throws Exception {
        Path file = folder.resolve("key.pem");
        KeyFile.loadOrCreate(file, kind);
        Files.writeString(file, Files.readString(file).replace("BEGIN PRIVATE", "BEGIN PRIVAT"));
        String damaged = Files.readString(file);
        assertThatThrownBy(() -> KeyFile.loadOrCreate(file, kind))
                .isInstanceOf(KeyException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("backup");
        assertThat(Files.readString(file)).isEqualTo(damaged);
    }

    @Test
    void authority_vouchesTheSameAfterARestart() throws Exception {
        CertificateAuthority first = CertificateAuthority.open(folder, Clock.systemUTC());
        X509Certificate station =
                first.forStation(
                        new SchoolId("greenfield"),
                        new StationId("c1"),
                        KeyFile.generate(KeyFile.Kind.EC_P256).getPublic());
        CertificateAuthority again = CertificateAuthority.open(folder, Clock.systemUTC());
        assertThat(again.certificate()).isEqualTo(first.certificate());
        station.verify(again.certificate().getPublicKey());
        assertThat(station.getBasicConstraints()).isEqualTo(-1);
        assertThat(station.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void server_isNamedByHostAndAddress() throws Exception {
        X509Certificate server =
                CertificateAuthority.open(folder, Clock.systemUTC())
                        .forServer(
                                List.of("mqtt.example.org", "10.0.0.7"),
                                KeyFile.generate(KeyFile.Kind.EC_P256).getPublic());
        assertThat(server.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString()))
                .containsExactly("localhost", "127.0.0.1", "mqtt.example.org", "10.0.0.7");
    }

    @Test
    void authorityWithAnotherKey_isRefused() throws Exception {
        CertificateAuthority.open(folder, Clock.systemUTC());
        Files.delete(folder.resolve("ca-key.pem"));
        assertThatThrownBy(() -> CertificateAuthority.open(folder, Clock.systemUTC()))
                .isInstanceOf(KeyException.class)
                .hasMessageContaining("ca-cert.pem");
    }
}
