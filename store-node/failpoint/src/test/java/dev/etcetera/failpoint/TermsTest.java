package dev.etcetera.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TermsTest {
    @Test
    void aTermWithoutConditionsActsEveryTime() throws BadTermsException {
        assertThat(next("panic", 3))
                .containsOnly(Optional.of(new Action.Panic()))
                .hasSize(3);
    }

    @Test
    void aNumberToSleepIsInMilliseconds() throws BadTermsException {
        assertThat(next("sleep(100)", 1)).containsExactly(Optional.of(new Action.Sleep(Duration.ofMillis(100))));
    }

    @Test
    void aTextToSleepIsADurationOfGo() throws BadTermsException {
        assertThat(next("sleep(\"1m1.5s20ms\")", 1))
                .containsExactly(Optional.of(new Action.Sleep(Duration.ofMillis(61_520))));
    }

    @Test
    void aCountedTermLetsTheNextActWhenItIsUsedUp() throws BadTermsException {
        assertThat(next("2*off->1*sleep(1)->panic", 5))
                .containsExactly(
                        Optional.of(new Action.Off()),
                        Optional.of(new Action.Off()),
                        Optional.of(new Action.Sleep(Duration.ofMillis(1))),
                        Optional.of(new Action.Panic()),
                        Optional.of(new Action.Panic()));
    }

    @Test
    void nothingIsDoneWhenTheWholeChainIsUsedUp() throws BadTermsException {
        assertThat(next("1*print", 3))
                .containsExactly(Optional.of(new Action.Print()), Optional.empty(), Optional.empty());
    }

    @Test
    void aProbabilityActsAsOftenAsItSays() throws BadTermsException {
        long acted =
                next("10.0%panic", 10_000).stream().filter(Optional::isPresent).count();
        assertThat(acted).isBetween(850L, 1150L);
    }

    @Test
    void onlyWhatActedIsCounted() throws BadTermsException {
        Terms terms = Terms.parse("2*print", new SplittableRandom(1));
        for (int i = 0; i < 5; i++) {
            terms.next();
        }
        assertThat(terms.executions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "explode",
                "panic->",
                "->panic",
                "50%panic",
                "sleep",
                "sleep(\"1 week\")",
                "1*",
                "panic off",
                "sleep(1"
            })
    void whatGofailDoesNotUnderstandIsRefused(String text) {
        assertThatThrownBy(() -> Terms.parse(text, new SplittableRandom(1)))
                .hasMessage("failpoint: could not parse terms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"return", "return(\"x\")", "return(1)", "return(true)", "break", "panic(\"why\")", "panic()"})
    void everyActionOfGofailIsUnderstood(String text) throws BadTermsException {
        assertThat(next(text, 1)).hasSize(1);
    }

    private static List<Optional<Action>> next(String text, int times) throws BadTermsException {
        Terms terms = Terms.parse(text, new SplittableRandom(1));
        List<Optional<Action>> actions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            actions.add(terms.next());
        }
        return actions;
    }
}
