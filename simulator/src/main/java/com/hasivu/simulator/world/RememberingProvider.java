package com.hasivu.simulator.world;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ed25519 that remembers which signature it found right for which key and bytes. Every counter of a
 * school verifies the same manifest, twice each; half of a world's time went there. The shipped
 * code asks as ever, and the platform's own Ed25519 answers what was not asked before.
 */
final class RememberingProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "HasivuWorld";
    private static final int REMEMBERED = 512;

    private RememberingProvider() {
        super(NAME, "1", "Ed25519 that remembers");
        putService(
                new Service(this, "Signature", "Ed25519", Ed25519.class.getName(), null, null) {
                    @Override
                    public Object newInstance(@Nullable Object unused)
                            throws NoSuchAlgorithmException {
                        return new Ed25519();
                    }
                });
    }

    static void install() {
        Security.insertProviderAt(new RememberingProvider(), 1);
    }

    static void remove() {
        Security.removeProvider(NAME);
    }

    /** One thread: the world's. */
    static final class Ed25519 extends SignatureSpi {
        private static final Map<Object, Boolean> ANSWERS =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
                        return size() > REMEMBERED;
                    }
                };

        private final Signature real;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private @Nullable PublicKey verifying;

        Ed25519() throws NoSuchAlgorithmException {
            try {
                real = Signature.getInstance("Ed25519", "SunEC");
            } catch (java.security.NoSuchProviderException e) {
                throw new NoSuchAlgorithmException(e);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) {
            verifying = key;
            message.reset();
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            verifying = null;
            real.initSign(key);
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            engineUpdate(new byte[] {b}, 0, 1);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length)
                throws SignatureException {
            if (verifying == null) {
                real.update(bytes, offset, length);
            } else {
                message.write(bytes, offset, length);
            }
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            PublicKey key = verifying;
            if (key == null) {
                throw new SignatureException("not initialized to verify");
            }
            byte[] bytes = message.toByteArray();
            message.reset();
            Object asked =
                    List.of(
                            ByteBuffer.wrap(key.getEncoded()),
                            ByteBuffer.wrap(bytes),
                            ByteBuffer.wrap(signature.clone()));
            Boolean known = ANSWERS.get(asked);
            if (known != null) {
                return known;
            }
            try {
                real.initVerify(key);
            } catch (InvalidKeyException e) {
                throw new SignatureException(e);
            }
            real.update(bytes);
            boolean right = real.verify(signature);
            ANSWERS.put(asked, right);
            return right;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException(name);
        }
    }
}
