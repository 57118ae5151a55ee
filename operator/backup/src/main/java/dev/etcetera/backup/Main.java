package dev.etcetera.backup;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program: `save`, `list`, `verify`, `fetch`, `delete`, `follow`, `restore`, `restore-member`, `prune`. Ends with 0, with 1
 * when it failed, with 2 for wrong arguments.
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
            PruneCommand.class
        })
public final class Main {
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
                    return command.getCommandSpec().exitCodeOnExecutionException();
                })
                .execute(arguments);
    }
}
