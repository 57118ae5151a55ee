package dev.etcetera.e2e.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names for the members that a script adds, whose ids follow from the time: {@code @1} for the first, and so on, {@code @0} for the
 * member that runs the script. Lists of members, which go by id, are put in the order of names. Owned by one test.
 */
final class MemberNames {
    private static final Pattern ADDED = Pattern.compile("Member +([0-9a-f]+) added");
    private static final Pattern LISTED = Pattern.compile("([0-9a-f]+), (started|unstarted), .*");

    private final List<String> ids = new ArrayList<>();

    /** Takes in the ids that a command's output tells. */
    void learn(String output) {
        Matcher added = ADDED.matcher(output);
        while (added.find()) {
            know(added.group(1));
        }
        if (ids.isEmpty()) {
            Matcher listed = LISTED.matcher(output);
            if (listed.find()) {
                know(listed.group(1));
            }
        }
    }

    private void know(String id) {
        if (id != null && !ids.contains(id)) {
            ids.add(id);
        }
    }

    /** A line of the script with ids for names. */
    String ids(String line) {
        String text = line;
        for (int i = ids.size() - 1; i >= 0; i--) {
            text = text.replace("@" + i, ids.get(i));
        }
        return text;
    }

    /** An answer with names for ids. */
    String names(String text) {
        String named = text;
        for (int i = 0; i < ids.size(); i++) {
            String decimal = Long.toUnsignedString(Long.parseUnsignedLong(ids.get(i), 16));
            named = named.replace(ids.get(i), "MEMBER" + i).replace(decimal, "MEMBER" + i);
        }
        // etcdctl fills ids up with blanks.
        return sorted(named.replaceAll(" +(MEMBER\\d+)", " $1"));
    }

    private static String sorted(String text) {
        if (text.lines()
                .noneMatch(line -> line.matches("MEMBER\\d+, .*") || line.startsWith("ETCD_INITIAL_CLUSTER="))) {
            return text;
        }
        List<String> members =
                text.lines().filter(line -> line.startsWith("MEMBER")).sorted().toList();
        List<String> others = text.lines()
                .filter(line -> !line.startsWith("MEMBER"))
                .map(MemberNames::sortedCluster)
                .toList();
        List<String> all = new ArrayList<>(others);
        all.addAll(members);
        return String.join("\n", all);
    }

    private static String sortedCluster(String line) {
        if (!line.startsWith("ETCD_INITIAL_CLUSTER=")) {
            return line;
        }
        String value = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
        return "ETCD_INITIAL_CLUSTER="
                + Arrays.stream(value.split(",")).sorted().collect(Collectors.joining(","));
    }
}
