package dev.etcetera.server.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.AlarmMember;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The alarms that are raised, kept in the backend's bucket {@code alarm} as etcd does: the key is the encoded alarm, the
 * value is empty. The apply thread writes; any thread reads.
 */
public final class AlarmStore {
    private static final byte[] NOTHING = {};
    private static final Comparator<AlarmMember> ORDER =
            Comparator.comparing(AlarmMember::getAlarm).thenComparing(AlarmMember::getMemberID, Long::compareUnsigned);

    private final BatchTx batch;
    private volatile List<AlarmMember> alarms;

    public AlarmStore(Backend backend) {
        this.batch = backend.batchTx();
        this.alarms = stored(backend);
    }

    /** Goes over to the alarms that the backend holds now. Apply thread. */
    public void restore(Backend backend) {
        alarms = stored(backend);
    }

    public List<AlarmMember> all() {
        return alarms;
    }

    public boolean active(AlarmType type) {
        for (AlarmMember alarm : alarms) {
            if (alarm.getAlarm() == type) {
                return true;
            }
        }
        return false;
    }

    /** The alarms of one kind; {@link AlarmType#NONE} means all kinds. */
    List<AlarmMember> of(AlarmType type) {
        return type == AlarmType.NONE
                ? alarms
                : alarms.stream().filter(a -> a.getAlarm() == type).toList();
    }

    AlarmMember activate(long memberId, AlarmType type) {
        AlarmMember alarm =
                AlarmMember.newBuilder().setMemberID(memberId).setAlarm(type).build();
        if (!alarms.contains(alarm)) {
            List<AlarmMember> changed = new ArrayList<>(alarms);
            changed.add(alarm);
            changed.sort(ORDER);
            alarms = List.copyOf(changed);
            batch.put(Bucket.ALARM, alarm.toByteArray(), NOTHING);
        }
        return alarm;
    }

    Optional<AlarmMember> deactivate(long memberId, AlarmType type) {
        AlarmMember alarm =
                AlarmMember.newBuilder().setMemberID(memberId).setAlarm(type).build();
        if (!alarms.contains(alarm)) {
            return Optional.empty();
        }
        List<AlarmMember> changed = new ArrayList<>(alarms);
        changed.remove(alarm);
        alarms = List.copyOf(changed);
        batch.delete(Bucket.ALARM, alarm.toByteArray());
        return Optional.of(alarm);
    }

    private static List<AlarmMember> stored(Backend backend) {
        List<AlarmMember> stored = new ArrayList<>();
        try (ReadTx read = backend.readTx()) {
            read.range(Bucket.ALARM, NOTHING, NOTHING, 0, (key, value) -> stored.add(decode(key)));
        }
        stored.sort(ORDER);
        return List.copyOf(stored);
    }

    private static AlarmMember decode(byte[] key) {
        try {
            return AlarmMember.parseFrom(key);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("bucket alarm holds a key that is no alarm", damaged);
        }
    }
}
