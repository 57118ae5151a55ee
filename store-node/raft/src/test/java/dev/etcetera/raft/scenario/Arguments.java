package dev.etcetera.raft.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A command line: a name, plain words, options of the form key=value, and a few known flags. */
record Arguments(String command, List<String> words, Map<String, String> options) {
    private static final Set<String> FLAGS = Set.of("silent", "prevote", "checkquorum", "lease", "stepdown", "failed");

    static Arguments parse(String line) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new TreeMap<>();
        String[] parts = line.trim().split(" +", -1);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (FLAGS.contains(parts[i])) {
                options.put(parts[i], "true");
            } else if (equals > 0) {
                options.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            } else {
                words.add(parts[i]);
            }
        }
        return new Arguments(parts[0], words, options);
    }

    long id(int position) {
        return Long.parseLong(words.get(position));
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    long number(String option, long otherwise) {
        return Long.parseLong(options.getOrDefault(option, Long.toString(otherwise)));
    }

    /** Numbers separated by commas. */
    List<Long> numbers(String option) {
        List<Long> numbers = new ArrayList<>();
        for (String part : options.getOrDefault(option, "").split(",", -1)) {
            if (!part.isEmpty()) {
                numbers.add(Long.parseLong(part));
            }
        }
        return numbers;
    }
}
