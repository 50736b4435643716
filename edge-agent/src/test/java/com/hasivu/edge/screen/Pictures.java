package com.hasivu.edge.screen;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;

/** Two screenshots, compared. */
final class Pictures {
    private static final double TENTH = 0.1; // of full white: WCAG 2.2, "general flash"

    private Pictures() {}

    /** The part of the picture whose brightness changed by a tenth or more. */
    static double brightnessChanged(byte[] one, byte[] other) {
        try {
            BufferedImage a = ImageIO.read(new ByteArrayInputStream(one));
            BufferedImage b = ImageIO.read(new ByteArrayInputStream(other));
            int changed = 0;
            for (int x = 0; x < a.getWidth(); x++) {
                for (int y = 0; y < a.getHeight(); y++) {
                    changed +=
                            Math.abs(light(a.getRGB(x, y)) - light(b.getRGB(x, y))) >= TENTH
                                    ? 1
                                    : 0;
                }
            }
            return (double) changed / (a.getWidth() * a.getHeight());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double light(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int part) {
        return Math.pow((part & 0xFF) / 255.0, 2.2);
    }
}
