package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.schema.Tables.SANDBOX_ORDERS;
import static com.hasivu.cloud.schema.Tables.SANDBOX_TOKENS;

import com.hasivu.cloud.keys.SecretFile;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A payment gateway that takes no money: whoever asks has paid. For demonstrations and tests; only
 * with {@code payments.gateway: sandbox}. Its secret is made at the first start and kept 0600 in
 * the data folder; several nodes share a copy. Thread-safe.
 */
public final class SandboxGateway implements Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxGateway.class);
    private static final int SECRET_BYTES = 32;
    private static final int NAME_BYTES = 10;

    private final Signature signature;
    private final Signature events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SandboxGateway(byte[] secret, Clock clock) {
        this.signature = new Signature(secret);
        this.events = signature.derived("webhook");
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

    /**
     * A payment, as the gateway's page hands it to the browser.
     *
     * @param webhook what the gateway also says by itself: nobody sends it here, so that whoever
     *     tries the sandbox may let it come late, twice or never
     */
    record Payment(String order, String payment, String signature, Webhook webhook) {}

    /** An event as it travels: the raw body, and the signature for the header. */
    record Webhook(String body, String signature) {}

    @Override
    public String createOrder(DSLContext tx, String key, long paise) {
        tx.insertInto(
                        SANDBOX_ORDERS,
                        SANDBOX_ORDERS.ID,
                        SANDBOX_ORDERS.REQUEST_KEY,
                        SANDBOX_ORDERS.AMOUNT_PAISE,
                        SANDBOX_ORDERS.CREATED)
                .values(name("order_"), key, paise, now())
                .onConflict(SANDBOX_ORDERS.REQUEST_KEY)
                .doNothing()
                .execute();
        return tx.select(SANDBOX_ORDERS.ID)
                .from(SANDBOX_ORDERS)
                .where(SANDBOX_ORDERS.REQUEST_KEY.eq(key))
                .fetchSingle()
                .value1();
    }

    /** Pays an order, whose amount the payer cannot choose. Again: the same payment. */
    Optional<Payment> pay(DSLContext tx, String order) {
        tx.update(SANDBOX_ORDERS)
                .set(SANDBOX_ORDERS.PAYMENT, name("pay_"))
                .set(SANDBOX_ORDERS.PAID, now())
                .where(SANDBOX_ORDERS.ID.eq(order), SANDBOX_ORDERS.PAYMENT.isNull())
                .execute();
        return tx.selectFrom(SANDBOX_ORDERS)
                .where(SANDBOX_ORDERS.ID.eq(order))
                .fetchOptional(
                        row -> {
                            String payment = row.getPayment();
                            return new Payment(
                                    order,
                                    payment,
                                    signature.of(order, payment),
                                    webhook(
                                            GatewayEvent.text(
                                                    GatewayEvent.CAPTURED,
                                                    payment,
                                                    order,
                                                    row.getAmountPaise(),
                                                    row.getPaid().getEpochSecond())));
                        });
    }

    private Webhook webhook(String body) {
        return new Webhook(body, events.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether this payment of this order is the gateway's word. */
    boolean signed(String order, String payment, String given) {
        return signature.fits(order, payment, given);
    }

    /** Whether this event is. */
    boolean signed(byte[] event, String given) {
        return events.fits(event, given);
    }

    @Override
    public String saveToken(DSLContext tx) {
        String token = name("token_");
        tx.insertInto(SANDBOX_TOKENS)
                .set(SANDBOX_TOKENS.ID, token)
                .set(SANDBOX_TOKENS.CREATED, now())
                .execute();
        return token;
    }

    @Override
    public boolean revoke(DSLContext tx, String token) {
        return tx.update(SANDBOX_TOKENS)
                        .set(SANDBOX_TOKENS.REVOKED, now())
                        .where(SANDBOX_TOKENS.ID.eq(token))
                        .execute()
                == 1;
    }

    @Override
    public Charged charge(DSLContext tx, String token, String order) {
        boolean saved =
                tx.fetchExists(
                        SANDBOX_TOKENS,
                        SANDBOX_TOKENS.ID.eq(token),
                        SANDBOX_TOKENS.REVOKED.isNull());
        return saved
                ? pay(tx, order)
                        .<Charged>map(paid -> new Charged.Done(paid.payment()))
                        .orElseGet(() -> new Charged.Declined("the gateway has no such order"))
                : new Charged.Declined(
                        "the payer's bank refused: the saved payment method is revoked; save another");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private String name(String prefix) {
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
