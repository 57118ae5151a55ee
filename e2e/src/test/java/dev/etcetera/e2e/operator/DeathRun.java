package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** How a job went whose operator died again and again. */
record DeathRun(EndState end, List<String> effects, List<Deaths.Death> deaths) {
    private static final String BUT_STATUSES = " !/status";

    /** Does the job once, under this name, with an operator whose lives end where they are told to. */
    @FunctionalInterface
    interface Job {
        DeathRun run(String name, IntFunction<String> ends);
    }

    /**
     * Does a job undisturbed, then with an operator that dies right after each effect, then right before each: it must end alike.
     *
     * @param plain takes away from an effect what differs from one run to the next
     */
    static void everywhere(String what, Job job, UnaryOperator<String> plain) {
        DeathRun undisturbed = job.run("calm", _ -> "");
        undisturbed.print(what + " undisturbed: " + undisturbed.effects().size() + " effects");
        DeathRun after = job.run("after", _ -> "after 1");
        after.print(what + ", each life ends right after its first effect");
        after.check(undisturbed, plain);
        DeathRun before = job.run("before", life -> (life == 0 ? "before 1" : "before 2") + BUT_STATUSES);
        before.print(what + ", each life ends right before its second effect, statuses apart");
        before.check(undisturbed, plain);
    }

    private void check(DeathRun undisturbed, UnaryOperator<String> plain) {
        assertThat(end).isEqualTo(undisturbed.end());
        // How often a status is written depends on how fast things go.
        assertThat(deaths.stream().map(Deaths.Death::effect).map(plain))
                .containsAll(new TreeSet<>(undisturbed.effects().stream()
                        .filter(effect -> !effect.endsWith("/status"))
                        .map(plain)
                        .toList()));
    }

    void print(String title) {
        System.out.println(title);
        deaths.forEach(death -> System.out.println("  " + death));
        System.out.println("  end: " + end.parts());
    }
}
