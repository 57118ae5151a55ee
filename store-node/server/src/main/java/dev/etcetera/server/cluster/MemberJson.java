package dev.etcetera.server.cluster;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Members as the JSON that Go's encoding/json makes of etcd's membership types: in the backend, in membership changes,
 * on the peer port. Ids are unsigned numbers. Malformed input ends in an {@link IllegalArgumentException}.
 */
public final class MemberJson {
    private MemberJson() {}

    /** One member. */
    public static String encode(Member member) {
        return fields(member).append('}').toString();
    }

    /** A member and whether it is promoted, as in the context of an added node. */
    public static String encode(MemberContext context) {
        return fields(context.member())
                .append(",\"isPromote\":")
                .append(context.promote())
                .append('}')
                .toString();
    }

    /** A list of members. */
    public static String encodeAll(Collection<Member> members) {
        StringBuilder out = new StringBuilder("[");
        for (Member member : members) {
            out.append(out.length() == 1 ? "" : ",").append(encode(member));
        }
        return out.append(']').toString();
    }

    /** Reads one member. */
    public static Member decode(byte[] json) {
        return decodeContext(json).member();
    }

    /** Reads a member and whether it is promoted. */
    public static MemberContext decodeContext(byte[] json) {
        try (JsonReader in = reader(json)) {
            return readMember(in);
        } catch (IOException | IllegalStateException e) {
            throw new IllegalArgumentException("not a member: " + e.getMessage(), e);
        }
    }

    /** Reads a list of members. */
    public static List<Member> decodeAll(byte[] json) {
        List<Member> members = new ArrayList<>();
        try (JsonReader in = reader(json)) {
            in.beginArray();
            while (in.hasNext()) {
                members.add(readMember(in).member());
            }
            in.endArray();
            return members;
        } catch (IOException | IllegalStateException e) {
            throw new IllegalArgumentException("not a list of members: " + e.getMessage(), e);
        }
    }

    private static JsonReader reader(byte[] json) {
        return new JsonReader(new StringReader(new String(json, StandardCharsets.UTF_8)));
    }

    private static MemberContext readMember(JsonReader in) throws IOException {
        long id = 0;
        String name = "";
        List<String> peerUrls = List.of();
        List<String> clientUrls = List.of();
        boolean learner = false;
        boolean promote = false;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "id" -> id = Long.parseUnsignedLong(in.nextString());
                case "name" -> name = in.nextString();
                case "peerURLs" -> peerUrls = readStrings(in);
                case "clientURLs" -> clientUrls = readStrings(in);
                case "isLearner" -> learner = in.nextBoolean();
                case "isPromote" -> promote = in.nextBoolean();
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new MemberContext(new Member(id, name, peerUrls, clientUrls, learner), promote);
    }

    private static List<String> readStrings(JsonReader in) throws IOException {
        List<String> strings = new ArrayList<>();
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return strings;
        }
        in.beginArray();
        while (in.hasNext()) {
            strings.add(in.nextString());
        }
        in.endArray();
        return strings;
    }

    private static StringBuilder fields(Member member) {
        StringBuilder out = new StringBuilder("{\"id\":").append(Long.toUnsignedString(member.id()));
        out.append(",\"peerURLs\":");
        if (member.peerUrls().isEmpty()) {
            out.append("null");
        } else {
            strings(out, member.peerUrls());
        }
        if (member.learner()) {
            out.append(",\"isLearner\":true");
        }
        if (!member.name().isEmpty()) {
            string(out.append(",\"name\":"), member.name());
        }
        if (!member.clientUrls().isEmpty()) {
            strings(out.append(",\"clientURLs\":"), member.clientUrls());
        }
        return out;
    }

    private static void strings(StringBuilder out, List<String> strings) {
        out.append('[');
        for (int i = 0; i < strings.size(); i++) {
            string(i == 0 ? out : out.append(','), strings.get(i));
        }
        out.append(']');
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(out, text.charAt(i));
        }
        out.append('"');
    }

    private static void character(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '<', '>', '&', '\u2028', '\u2029' -> unicode(out, c);
            default -> {
                if (c < 0x20) {
                    unicode(out, c);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static void unicode(StringBuilder out, char c) {
        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
    }
}
