package dev.etcetera.e2e.scenario;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Which of the acceptance scenarios a test, or all tests of a class, show. Each test with it leaves a line in
 * e2e/target/scenarios.tsv, from which e2e/test.sh prints its table.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ScenarioRecord.class)
public @interface Scenario {
    int[] value();
}
