package dev.etcetera.e2e.store;

import static java.util.stream.Collectors.joining;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.BackgroundCommand;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.e2e.framework.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the lines of a script against one member and keeps what each of them answered. Owned by one test.
 *
 * <pre>
 * put a 1                      etcdctl with these words; 'quotes' hold blanks
 * txn &lt;&lt;&lt; value("a") = "1"\n\n  what follows is its input, with \n for line ends
 * lease grant 60               later lines write $1, $2 ... for the ids of the leases granted so far
 * member remove @1             @1, @2 ... are the members added so far, @0 is the one that was listed first
 * !start NAME watch a          begins and stays
 * !expect NAME 3               waits for that many lines of NAME, then ends it
 * !gone KEY                    waits until the key is gone
 * !until 'TEXT' endpoint status  waits until the answer to this command contains the text
 * !restart                     kill -9 and start again
 * </pre>
 */
final class EtcdctlScript {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern KEYS = Pattern.compile("(?:attached keys\\(\\[|\"keys\":\\[)([^\\]]*)]\\)?");
    private static final Pattern GRANTED = Pattern.compile("lease ([0-9a-f]{16}) granted");

    /** A line and what it answered, made comparable. */
    record Step(String line, String answer) {}

    private final Member member;
    private final Etcdctl etcdctl;
    private final List<String> leases = new ArrayList<>();
    private final MemberNames members = new MemberNames();
    private final Map<String, BackgroundCommand> background = new HashMap<>();

    EtcdctlScript(Member member) {
        this.member = member;
        etcdctl = new Etcdctl(List.of(member.endpoint()));
    }

    List<Step> run(List<String> script) {
        List<Step> steps = new ArrayList<>();
        try {
            for (String line : script) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    steps.add(new Step(line, answer(line)));
                }
            }
        } finally {
            background.values().forEach(BackgroundCommand::close);
        }
        return steps;
    }

    private String answer(String line) {
        String[] commandAndInput = line.split(" <<< ", 2);
        List<String> words = words(members.ids(withLeases(commandAndInput[0])));
        String input = commandAndInput.length == 2 ? commandAndInput[1].replace("\\n", "\n") : "";
        return switch (words.getFirst()) {
            case "!start" -> start(words.get(1), words.subList(2, words.size()));
            case "!expect" -> expect(words.get(1), Integer.parseInt(words.get(2)));
            case "!gone" -> gone(words.get(1));
            case "!until" -> until(words.get(1), words.subList(2, words.size()));
            case "!restart" -> restart();
            default -> answer(etcdctl.run(words, input));
        };
    }

    private String answer(Command.Result result) {
        members.learn(result.out());
        Matcher granted = GRANTED.matcher(result.out());
        if (granted.find()) {
            leases.add(granted.group(1));
        }
        String errors = String.join(
                "\n", result.err().lines().filter(line -> !line.startsWith("{")).toList());
        return comparable("exit %d%n%s%n%s".formatted(result.exit(), result.out(), errors));
    }

    private String start(String name, List<String> words) {
        background.put(name, BackgroundCommand.start(etcdctl.command(words)));
        return "";
    }

    private String expect(String name, int lines) {
        BackgroundCommand command = background.get(name);
        if (command == null) {
            throw new IllegalArgumentException("nothing was started as " + name);
        }
        return comparable(command.lines(lines, DEADLINE));
    }

    private String gone(String key) {
        Await.until(key + " is gone", DEADLINE, () -> etcdctl.output("get", key).isEmpty());
        return "";
    }

    private String until(String text, List<String> words) {
        Await.until(
                text + " in the answer to " + words,
                DEADLINE,
                () -> etcdctl.run(words, "").out().contains(text));
        return "";
    }

    private String restart() {
        member.kill();
        member.start();
        member.awaitHealthy(DEADLINE);
        return "";
    }

    private String withLeases(String line) {
        String text = line;
        for (int i = leases.size(); i > 0; i--) {
            text = text.replace("$" + i, leases.get(i - 1));
        }
        return text;
    }

    /** Without what two runs of the same program need not have in common. */
    private String comparable(String text) {
        String result = members.names(text);
        for (int i = 0; i < leases.size(); i++) {
            String decimal = Long.toString(Long.parseUnsignedLong(leases.get(i), 16));
            result = result.replace(leases.get(i), "LEASE" + (i + 1)).replace(decimal, "LEASE" + (i + 1));
        }
        return sortedKeys(result)
                .replaceAll("took (= )?[0-9.]+[mµn]?s", "took TIME")
                .replaceAll("\"took\":\"[^\"]+\"", "\"took\":\"TIME\"")
                .replaceAll("remaining\\(\\d+s\\)", "remaining(Ns)")
                .replaceAll("\"ttl\":\\d+,\"granted-ttl\"", "\"ttl\":N,\"granted-ttl\"")
                .replaceAll("\"(dbSize|dbSizeInUse|raftIndex|raftAppliedIndex|raft_term|raftTerm)\":\\d+", "\"$1\":N")
                .strip();
    }

    /** Go lists the keys of a lease in the order of a hash table. */
    private static String sortedKeys(String text) {
        return KEYS.matcher(text)
                .replaceAll(match ->
                        Arrays.stream(match.group(1).split("[ ,]")).sorted().collect(joining(" ", "KEYS(", ")")));
    }

    private static List<String> words(String line) {
        Matcher matcher = WORD.matcher(line);
        List<String> words = new ArrayList<>();
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}
