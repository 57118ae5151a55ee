package dev.etcetera.raft.scenario;

import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.ReadOnlyOption;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChange.Transition;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.simulation.ConfChangeCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Carries out the commands of a scenario and writes down what happens. */
final class ScenarioEnvironment implements Tracer {
    private final Render render = new Render();
    private StringBuilder out = new StringBuilder();
    private Lab lab = new Lab(Lab.PLAIN, RaftLimits.etcd(), this);

    String run(String line) {
        out = new StringBuilder();
        Arguments arguments = Arguments.parse(line);
        boolean silent = arguments.has("silent");
        dispatch(arguments);
        return out.isEmpty() || silent ? "ok\n" : out.toString();
    }

    private void dispatch(Arguments arguments) {
        switch (arguments.command()) {
            case "cluster" -> cluster(arguments);
            case "add" -> lab.add(arguments.id(0), ConfState.EMPTY, 0);
            case "campaign" -> lab.node(arguments.id(0)).raft().campaign();
            case "tick" -> lab.tick(arguments.id(0), (int) arguments.id(1));
            case "propose" -> propose(arguments);
            case "change" -> change(arguments);
            case "ready" -> ready(lab.node(arguments.id(0)));
            case "deliver" -> deliver(arguments);
            case "drop" -> drop(arguments);
            case "stabilize" -> stabilize(arguments);
            case "state" -> lab.nodes().forEach(node -> out.append(render.state(node)));
            case "log" -> out.append(render.log(lab.node(arguments.id(0))));
            default -> dispatchRare(arguments);
        }
    }

    private void dispatchRare(Arguments arguments) {
        LabNode node = lab.node(arguments.id(0));
        switch (arguments.command()) {
            case "read" -> node.raft().readIndex(payload(arguments.words().get(1)));
            case "transfer" -> node.raft().transferLeader(arguments.id(1));
            case "forget-leader" -> node.raft().forgetLeader();
            case "unreachable" -> node.raft().reportUnreachable(arguments.id(1));
            case "snapshot-sent" -> node.raft().reportSnapshot(arguments.id(1), !arguments.has("failed"));
            case "compact" -> node.compact(arguments.id(1));
            case "restart" -> lab.start(node.id(), node.log());
            case "hold" -> node.holdStorage();
            case "sync" -> sync(node, (int) arguments.number("count", 1));
            case "apply" -> apply(node, (int) arguments.number("count", 1));
            default -> throw new IllegalArgumentException("unknown command " + arguments.command());
        }
    }

    private void cluster(Arguments arguments) {
        RaftFeatures features = new RaftFeatures(
                arguments.has("prevote"),
                arguments.has("checkquorum"),
                arguments.has("lease") ? ReadOnlyOption.LEASE_BASED : ReadOnlyOption.SAFE,
                false,
                arguments.has("stepdown"),
                false);
        RaftLimits limits = new RaftLimits(
                arguments.number("message-bytes", 1 << 20),
                (int) arguments.number("inflight", 512),
                arguments.number("inflight-bytes", RaftLimits.NO_LIMIT),
                arguments.number("page-bytes", 1 << 20),
                arguments.number("uncommitted-bytes", RaftLimits.NO_LIMIT));
        lab = new Lab(features, limits, this);
        List<Long> voters = arguments.numbers("voters");
        List<Long> learners = arguments.numbers("learners");
        ConfState confState = new ConfState(voters, learners, List.of(), List.of(), false);
        List<Long> all = new ArrayList<>(voters);
        all.addAll(learners);
        for (long id : all) {
            List<Long> terms = arguments.numbers("terms" + id);
            lab.add(id, confState, 1, terms.stream().mapToLong(Long::longValue).toArray());
        }
    }

    private void propose(Arguments arguments) {
        List<String> texts = arguments.words().subList(1, arguments.words().size());
        out.append(lab.propose(arguments.id(0), texts.toArray(String[]::new))
                        .name()
                        .toLowerCase(Locale.ROOT))
                .append('\n');
    }

    private void change(Arguments arguments) {
        List<ConfChangeStep> steps = new ArrayList<>();
        for (String word : arguments.words().subList(1, arguments.words().size())) {
            Kind kind = switch (word.charAt(0)) {
                case 'v' -> Kind.ADD_NODE;
                case 'l' -> Kind.ADD_LEARNER;
                case 'r' -> Kind.REMOVE_NODE;
                default -> Kind.UPDATE_NODE;
            };
            steps.add(new ConfChangeStep(kind, Long.parseLong(word.substring(1))));
        }
        Transition transition = Transition.valueOf(
                arguments.options().getOrDefault("transition", "auto").toUpperCase(Locale.ROOT));
        Payload encoded = ConfChangeCodec.encode(new ConfChange(steps, transition, Payload.EMPTY));
        out.append(lab.node(arguments.id(0))
                        .raft()
                        .proposeConfChange(EntryType.CONF_CHANGE_V2, encoded)
                        .name()
                        .toLowerCase(Locale.ROOT))
                .append('\n');
    }

    private boolean ready(LabNode node) {
        return node.process(lab.underWay())
                .map(ready -> {
                    out.append(render.ready(node.id(), ready));
                    return true;
                })
                .orElse(false);
    }

    private void sync(LabNode node, int count) {
        node.append(count, lab.underWay()).forEach(append -> {
            out.append("durable at ").append(node.id()).append('\n');
            render.append(out, append);
        });
    }

    private void apply(LabNode node, int count) {
        node.apply(count).forEach(apply -> {
            out.append("applied at ").append(node.id()).append('\n');
            render.lines(out, "apply", apply.entries());
        });
    }

    private boolean deliver(Arguments arguments) {
        List<Long> to = arguments.words().stream().map(Long::parseLong).toList();
        List<Message> messages = lab.underWay().stream()
                .filter(message -> to.isEmpty() || to.contains(message.to()))
                .toList();
        lab.underWay().removeAll(messages);
        for (Message message : messages) {
            out.append("deliver ").append(render.message(message)).append('\n');
            lab.node(message.to()).raft().step(message);
        }
        return !messages.isEmpty();
    }

    /** Loses what is under way from or to the nodes named. */
    private void drop(Arguments arguments) {
        List<Long> touched = arguments.words().stream().map(Long::parseLong).toList();
        lab.underWay().removeIf(message -> {
            boolean hit = touched.contains(message.from()) || touched.contains(message.to());
            if (hit) {
                out.append("drop ").append(render.message(message)).append('\n');
            }
            return hit;
        });
    }

    private void stabilize(Arguments arguments) {
        List<Long> among = arguments.words().isEmpty()
                ? lab.nodes().stream().map(LabNode::id).toList()
                : arguments.words().stream().map(Long::parseLong).toList();
        Arguments targets =
                new Arguments("deliver", among.stream().map(Object::toString).toList(), arguments.options());
        boolean moved = true;
        while (moved) {
            moved = false;
            for (long id : among) {
                while (ready(lab.node(id))) {
                    moved = true;
                }
            }
            moved |= deliver(targets);
        }
    }

    private static Payload payload(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void info(String message) {
        out.append("  | ").append(message).append('\n');
    }

    @Override
    public void warn(String message) {
        out.append("  ! ").append(message).append('\n');
    }
}
