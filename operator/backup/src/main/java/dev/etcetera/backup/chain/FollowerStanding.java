package dev.etcetera.backup.chain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a continuous backup is.
 *
 * @param base name of the full backup that it goes on from
 * @param baseTakenAt ISO 8601, UTC
 * @param storedRevision everything up to this revision is stored
 * @param storedAt everything that had been seen at this time is stored; ISO 8601, UTC
 * @param failing why it does not go on at this moment
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FollowerStanding(
        @Nullable String base,
        @Nullable String baseTakenAt,
        long storedRevision,
        @Nullable String storedAt,
        @Nullable String failing) {
    /** Nothing is stored yet. */
    public static final FollowerStanding NONE = new FollowerStanding(null, null, 0, null, null);

    private static final JsonMapper JSON = new JsonMapper();

    static FollowerStanding of(Manifest base) {
        return new FollowerStanding(base.name(), base.takenAt(), base.revision(), base.takenAt(), null);
    }

    FollowerStanding stored(long revision, Instant at) {
        return new FollowerStanding(base, baseTakenAt, revision, at.toString(), null);
    }

    FollowerStanding failing(String why) {
        return new FollowerStanding(base, baseTakenAt, storedRevision, storedAt, why);
    }

    /** One line of JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
