package dev.etcetera.backup;

import dev.etcetera.backup.chain.LockedException;
import dev.etcetera.backup.chain.OthersBackupException;
import java.security.Security;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program: `save`, `list`, `verify`, `fetch`, `delete`, `follow`, `restore`, `restore-member`, `drill-check`, `prune`, `copy`.
 * Ends with 0, with 1 when it failed, with 2 for wrong arguments, with 3 where something of somebody else's is in its way,
 * with 4 where the store keeps what is to be deleted.
 */
@Command(
        name = "etcetera-backup",
        description = "Backups of etcd, from a member to a bucket or a directory and back.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SaveCommand.class,
            ListCommand.class,
            VerifyCommand.class,
            FetchCommand.class,
            DeleteCommand.class,
            FollowCommand.class,
            RestoreCommand.class,
            RestoreMemberCommand.class,
            DrillCheckCommand.class,
            PruneCommand.class,
            CopyCommand.class
        })
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;
    // Not 3: a JVM that is out of memory ends with it, and that may be better the next time.
    private static final int LOCKED = 4;
    private static final int OF_OTHERS = 5;

    public static void main(String[] arguments) {
        // Members come and go, and their addresses with them.
        Security.setProperty("networkaddress.cache.ttl", "2");
        System.exit(run(arguments));
    }

    /** Runs a command; returns what the program ends with. */
    public static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExitCodeExceptionMapper(failure -> switch (failure) {
                    case IllegalArgumentException _, CommandLine.ParameterException _ -> WRONG_USE;
                    case OthersBackupException _ -> OF_OTHERS;
                    case LockedException _ -> LOCKED;
                    default -> FAILED;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
                    return command.getExitCodeExceptionMapper().getExitCode(failure);
                })
                .execute(arguments);
    }
}
