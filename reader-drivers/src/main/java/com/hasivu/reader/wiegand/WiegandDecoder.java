package com.hasivu.reader.wiegand;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.line.LineDecoder;
import com.hasivu.reader.wiegand.WiegandFrame.ByteOrder;

import java.util.ArrayList;
import java.util.List;

/** Captured bits: where the capture ends, the line was quiet. */
final class WiegandDecoder implements FrameDecoder {
    private final LineDecoder<WiegandFrame> lines =
            new LineDecoder<>(WiegandCodec::scan, frame -> List.of(frame.read(ByteOrder.MSB)));

    @Override
    public List<Decoded> feed(byte[] bytes) {
        return lines.feed(bytes);
    }

    @Override
    public List<Decoded> finish() {
        var decoded = new ArrayList<>(lines.feed(new byte[] {PulseCollector.PAUSE}));
        decoded.addAll(lines.finish());
        return decoded;
    }
}
