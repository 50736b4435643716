package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.schema.Tables.SANDBOX_ORDERS;

import com.hasivu.cloud.keys.SecretFile;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A payment gateway that takes no money: whoever asks has paid. For demonstrations and tests; only
 * with {@code payments.gateway: sandbox}. Its secret is made at the first start and kept 0600 in
 * the data folder; several nodes share a copy. Thread-safe.
 */
public final class SandboxGateway {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxGateway.class);
    private static final int SECRET_BYTES = 32;
    private static final int NAME_BYTES = 10;

    private final Signature signature;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SandboxGateway(byte[] secret, Clock clock) {
        this.signature = new Signature(secret);
        this.clock = clock;
    }

    /** Reads the secret, or makes it when there is none; and says that money is not real here. */
    public static SandboxGateway withKeyAt(Path file, Clock clock) {
        LOG.warn(
                "payments.gateway is sandbox: wallets are filled WITHOUT REAL MONEY; use none where real children eat");
        try {
            if (!Files.exists(file)) {
                byte[] secret = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(secret);
                SecretFile.write(file, secret);
            }
            byte[] secret = Files.readAllBytes(file);
            if (secret.length != SECRET_BYTES) {
                throw new IllegalArgumentException(
                        "%s holds %d bytes, not %d; remove it to make a new secret"
                                .formatted(file, secret.length, SECRET_BYTES));
            }
            return new SandboxGateway(secret, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write the sandbox's secret " + file, e);
        }
    }

    /** A payment, as the gateway's page hands it to the browser. */
    record Payment(String order, String payment, String signature) {}

    /** The merchant asks for a payment: the gateway's name of it. */
    String createOrder(DSLContext tx, long paise) {
        String order = name("order_");
        tx.insertInto(SANDBOX_ORDERS)
                .set(SANDBOX_ORDERS.ID, order)
                .set(SANDBOX_ORDERS.AMOUNT_PAISE, paise)
                .set(SANDBOX_ORDERS.CREATED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .execute();
        return order;
    }

    /** Pays an order, whose amount the payer cannot choose. Again: the same payment. */
    Optional<Payment> pay(DSLContext tx, String order) {
        tx.update(SANDBOX_ORDERS)
                .set(SANDBOX_ORDERS.PAYMENT, name("pay_"))
                .set(SANDBOX_ORDERS.PAID, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .where(SANDBOX_ORDERS.ID.eq(order), SANDBOX_ORDERS.PAYMENT.isNull())
                .execute();
        return tx.select(SANDBOX_ORDERS.PAYMENT)
                .from(SANDBOX_ORDERS)
                .where(SANDBOX_ORDERS.ID.eq(order))
                .fetchOptional(SANDBOX_ORDERS.PAYMENT)
                .map(payment -> new Payment(order, payment, signature.of(order, payment)));
    }

    /** Whether this payment of this order is the gateway's word. */
    boolean signed(Payment payment) {
        return signature.fits(payment.order(), payment.payment(), payment.signature());
    }

    private String name(String prefix) {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
