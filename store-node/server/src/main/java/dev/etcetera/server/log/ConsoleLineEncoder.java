package dev.etcetera.server.log;

/** zap's console shape: time, level, caller, message and the fields as JSON, divided by tabs. */
final class ConsoleLineEncoder implements LineEncoder {
    @Override
    public String encode(LogLine line) {
        StringBuilder out = new StringBuilder(256);
        Timestamps.append(out, line.time());
        out.append('\t').append(line.level().text()).append('\t').append(line.caller());
        out.append('\t').append(line.message());
        StringBuilder fields = new StringBuilder();
        JsonText.fields(fields, line);
        if (!fields.isEmpty()) {
            out.append("\t{").append(fields, 1, fields.length()).append('}');
        }
        return out.append('\n').toString();
    }
}
