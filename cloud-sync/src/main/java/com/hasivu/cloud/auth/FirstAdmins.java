package com.hasivu.cloud.auth;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Role;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the first platform administrator, who makes everybody else. */
public final class FirstAdmins {
    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmins.class);
    private static final int SHORTEST = 10;

    private final Database database;
    private final Users users;
    private final Passwords passwords;

    public FirstAdmins(Database database, Users users, Passwords passwords) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
    }

    /**
     * Makes the administrator unless there is one.
     *
     * @param passwordFile its first line is the password
     * @throws IllegalArgumentException if the file cannot be read, the password is short, or
     *     somebody else has the address
     */
    public void ensure(String email, Path passwordFile) {
        if (database.read(users::hasPlatformAdmin)) {
            return;
        }
        var hash = passwords.hash(password(passwordFile));
        Users.Added added =
                database.transaction(
                        tx ->
                                users.add(
                                        tx,
                                        Optional.empty(),
                                        email,
                                        "Platform administrator",
                                        Role.PLATFORM_ADMIN,
                                        hash));
        switch (added) {
            case Users.Added.Fresh(User user) ->
                    LOG.info("first platform administrator {} made", user.id());
            case Users.Added.EmailTaken(String taken) -> {
                if (database.read(users::hasPlatformAdmin)) {
                    return; // made in this moment by another node of this service
                }
                throw new IllegalArgumentException(
                        "bootstrap.admin.email: %s belongs to somebody else; choose another"
                                .formatted(taken));
            }
        }
    }

    private static String password(Path file) {
        String password;
        try (var lines = Files.lines(file)) {
            password = lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "bootstrap.admin.password-file: cannot read %s; make it with a password of %d or more letters"
                            .formatted(file, SHORTEST),
                    e);
        }
        if (password.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "bootstrap.admin.password-file: the first line of %s has fewer than %d letters; choose a longer password"
                            .formatted(file, SHORTEST));
        }
        if (CommonPasswords.contains(password)) {
            throw new IllegalArgumentException(
                    "bootstrap.admin.password-file: the password in %s is one that everybody tries first; choose another"
                            .formatted(file));
        }
        return password;
    }
}
