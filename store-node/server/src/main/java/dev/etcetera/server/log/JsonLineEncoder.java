package dev.etcetera.server.log;

/** zap's production shape: {@code {"level","ts","caller","msg",fields...}}. */
final class JsonLineEncoder implements LineEncoder {
    @Override
    public String encode(LogLine line) {
        StringBuilder out = new StringBuilder(256);
        out.append("{\"level\":\"").append(line.level().text()).append("\",\"ts\":\"");
        Timestamps.append(out, line.time());
        out.append("\",\"caller\":");
        JsonText.quote(out, line.caller());
        out.append(",\"msg\":");
        JsonText.quote(out, line.message());
        JsonText.fields(out, line);
        return out.append("}\n").toString();
    }
}
