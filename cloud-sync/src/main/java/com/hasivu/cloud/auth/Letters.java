package com.hasivu.cloud.auth;

import com.hasivu.cloud.mail.Mail;

import java.time.Duration;

/** What we write to people about their account. */
final class Letters {
    private static final Duration NEWS = Duration.ofDays(3);

    private Letters() {}

    static Mail verify(String email, String code, Duration life) {
        return new Mail(
                email,
                "Confirm your registration for school meals",
                """
                Somebody registered this address as a parent's at HASIVU.

                If it was you, confirm it with this code within %d hours:

                %s

                If it was not you, do nothing: without the code there is no account.
                """
                        .formatted(life.toHours(), code),
                true,
                life);
    }

    static Mail hasAccount(String email) {
        return new Mail(
                email,
                "You have an account for school meals already",
                """
                Somebody registered this address at HASIVU, but it has an account already. Nothing was changed.

                If it was you, sign in; if you forgot your password, ask for a new one there.
                """,
                false,
                NEWS);
    }

    static Mail forgot(String email, String code, Duration life) {
        return new Mail(
                email,
                "A new password for school meals",
                """
                Somebody asked for a new password of your account at HASIVU.

                If it was you, choose one with this code within %d minutes:

                %s

                If it was not you, do nothing: your password stays.
                """
                        .formatted(life.toMinutes(), code),
                true,
                life);
    }

    static Mail passwordChanged(String email) {
        return new Mail(
                email,
                "Your password for school meals was changed",
                """
                The password of your account at HASIVU was changed, and your other devices are signed out.

                If it was not you, ask for a new password at once.
                """,
                false,
                NEWS);
    }

    static Mail secondFactorRemoved(String email) {
        return new Mail(
                email,
                "Your second factor for school meals was removed",
                """
                An administrator removed the second factor of your account at HASIVU, and your devices are signed out.

                If you did not ask for it, tell your school.
                """,
                false,
                NEWS);
    }
}
