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
 * Ed25519 that remembers: which signature it found right for which key and bytes, and which it
 * made. Every counter of a school verifies the same manifest, twice each, and every node signs it;
 * half of a world's time went there. The shipped code asks as ever, and the platform's own Ed25519
 * answers what was not asked before. It also remembers which private key belongs to a public one,
 * once the platform found a signature of the one right under the other: what this private key signs
 * later is right without another look. Each thread, and so each world, has a memory of its own.
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

    /** The newest so many. */
    private static final class Recent<V> extends LinkedHashMap<Object, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, V> eldest) {
            return size() > REMEMBERED;
        }
    }

    private static final class Memory {
        /** Key, bytes and signature, to whether it is right. */
        final Map<Object, Boolean> answers = new Recent<>();

        /** Private key and bytes, to the signature. */
        final Map<Object, byte[]> signatures = new Recent<>();

        /** Bytes and signature, to the private key that made it. */
        final Map<Object, Object> makers = new Recent<>();

        /** A public key, to the private key of it. */
        final Map<Object, Object> pairs = new Recent<>();
    }

    private static final ThreadLocal<Memory> MEMORY = ThreadLocal.withInitial(Memory::new);

    private static Object bytes(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone());
    }

    /** As the platform's, on one thread. */
    static final class Ed25519 extends SignatureSpi {
        private final Memory memory = MEMORY.get();
        private final Signature real;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private @Nullable PublicKey verifying;
        private @Nullable PrivateKey signing;

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
            signing = null;
            message.reset();
        }

        @Override
        protected void engineInitSign(PrivateKey key) {
            verifying = null;
            signing = key;
            message.reset();
        }

        @Override
        protected void engineUpdate(byte b) {
            message.write(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {
            message.write(bytes, offset, length);
        }

        private byte[] taken() {
            byte[] bytes = message.toByteArray();
            message.reset();
            return bytes;
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            PrivateKey key = signing;
            if (key == null) {
                throw new SignatureException("not initialized to sign");
            }
            byte[] signed = taken();
            Object ours = bytes(key.getEncoded());
            byte[] known = memory.signatures.get(List.of(ours, bytes(signed)));
            if (known != null) {
                return known.clone();
            }
            try {
                real.initSign(key);
            } catch (InvalidKeyException e) {
                throw new SignatureException(e);
            }
            real.update(signed);
            byte[] signature = real.sign();
            memory.signatures.put(List.of(ours, bytes(signed)), signature.clone());
            memory.makers.put(List.of(bytes(signed), bytes(signature)), ours);
            return signature;
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            PublicKey key = verifying;
            if (key == null) {
                throw new SignatureException("not initialized to verify");
            }
            byte[] signed = taken();
            Object theirs = bytes(key.getEncoded());
            Object asked = List.of(theirs, bytes(signed), bytes(signature));
            Boolean known = memory.answers.get(asked);
            if (known != null) {
                return known;
            }
            Object maker = memory.makers.get(List.of(bytes(signed), bytes(signature)));
            boolean right =
                    (maker != null && maker.equals(memory.pairs.get(theirs)))
                            || verified(key, signed, signature);
            if (right && maker != null) {
                memory.pairs.put(theirs, maker);
            }
            memory.answers.put(asked, right);
            return right;
        }

        private boolean verified(PublicKey key, byte[] signed, byte[] signature)
                throws SignatureException {
            try {
                real.initVerify(key);
            } catch (InvalidKeyException e) {
                throw new SignatureException(e);
            }
            real.update(signed);
            return real.verify(signature);
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
