package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class MailboxTest {
    @Test
    void refusesWhatIsBeyondItsBoundAndTakesControlMessagesAllTheSame() {
        Mailbox<String> mailbox = new Mailbox<>(2);

        assertThat(mailbox.offer("a")).isTrue();
        assertThat(mailbox.offer("b")).isTrue();
        assertThat(mailbox.offer("c")).isFalse();
        mailbox.force("stop");

        assertThat(List.of(mailbox.poll(), mailbox.poll(), mailbox.poll())).containsExactly("a", "b", "stop");
        assertThat(mailbox.poll()).isNull();
        assertThat(mailbox.offer("d")).isTrue();
    }

    @Test
    void quietItemKeepsItsPlaceInTheOrder() {
        Mailbox<String> mailbox = new Mailbox<>(9);
        mailbox.forceQuietly("first");
        mailbox.force("second");

        assertThat(mailbox.size()).isEqualTo(2);
        assertThat(List.of(mailbox.poll(), mailbox.poll())).containsExactly("first", "second");
    }

    @Test
    void everyItemOfManyProducersArrivesAndWakesTheConsumer() throws InterruptedException {
        int producers = 4;
        int each = 5_000;
        Mailbox<Integer> mailbox = new Mailbox<>(Integer.MAX_VALUE);
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int item = 0; item < each; item++) {
                    mailbox.offer(item);
                }
            }));
        }

        int received = 0;
        while (received < producers * each) {
            if (mailbox.poll() == null) {
                mailbox.await(1_000_000_000L);
            } else {
                received++;
            }
        }

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(mailbox.size()).isZero();
    }
}
