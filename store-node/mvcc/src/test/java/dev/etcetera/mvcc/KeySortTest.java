package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of a table in order, and the tree made of them at once, against a TreeSet. */
class KeySortTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 23, 24, 25, 1000, 20_000})
    void keysOfAllKindsComeInOrder(int count) {
        var random = new Random(count);
        var expected = new TreeSet<byte[]>(Arrays::compareUnsigned);
        while (expected.size() < count) {
            expected.add(key(random));
        }
        check(expected);
    }

    @Test
    void keysThatBeginAlikeForLongComeInOrder() {
        var expected = new TreeSet<byte[]>(Arrays::compareUnsigned);
        for (var length = 1; length <= 1000; length++) {
            var zeroes = new byte[length];
            expected.add(zeroes);
            var last = zeroes.clone();
            last[length - 1] = -1;
            expected.add(last);
        }
        check(expected);
    }

    private static void check(Set<byte[]> expected) {
        var shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(1));
        var table = new KeyTable();
        for (var key : shuffled) {
            assertThat(table.find(key)).isNull();
            table.add(new KeyIndex(key, 2, 0));
        }
        var sorted = table.sorted();
        assertThat(Arrays.stream(sorted).map(i -> i.key)).containsExactlyElementsOf(expected);
        var tree = KeyTree.of(sorted);
        assertThat(tree.live()).isEqualTo(expected.size());
        var visited = new ArrayList<byte[]>();
        tree.visit(new byte[0], new byte[0], index -> visited.add(index.key));
        assertThat(visited).containsExactlyElementsOf(expected);
        assertThat(expected).allSatisfy(key -> {
            assertThat(tree.find(key)).isNotNull();
            assertThat(table.find(key)).isSameAs(tree.find(key));
        });
        assertThat(removedOneByOne(tree, shuffled).live()).isEqualTo(tree.live());
    }

    /** A tree that was made at once takes changes as one that grew. */
    private static KeyTree removedOneByOne(KeyTree tree, List<byte[]> keys) {
        var rest = tree;
        for (var key : keys) {
            rest = rest.remove(key);
            assertThat(rest.find(key)).isNull();
        }
        for (var key : keys) {
            rest = rest.insert(new KeyIndex(key, 3, 0), 1);
        }
        return rest;
    }

    private static byte[] key(Random random) {
        var text = random.nextInt(3) == 0
                ? "/registry/pods/namespace-%d/".formatted(random.nextInt(20))
                : random.nextInt(2) == 0 ? "/registry/" : "";
        var key = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), text.length() + random.nextInt(12));
        for (var i = text.length(); i < key.length; i++) {
            key[i] = (byte) random.nextInt(random.nextBoolean() ? 2 : 256);
        }
        return key;
    }
}
