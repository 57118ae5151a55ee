package dev.etcetera.operator.simulation;

import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;

/** A step in one line, for the trace of a life that went wrong. */
final class StepTrace {
    private StepTrace() {}

    static String describe(Step step) {
        String kind = step.getClass().getSimpleName();
        return switch (step) {
            case Step.CreateMembers create -> kind + " " + create.serials();
            case Step.CreateJoiner create -> kind + " " + Names.of(create.member());
            case Step.Replace replace -> kind + " " + Names.of(replace.member()) + " " + replace.why();
            case Step.ChangeMember change ->
                kind + " " + Names.of(change.member()) + " "
                        + change.member().getSpec().image();
            case Step.GrowVolume grow -> kind + " " + Names.of(grow.member());
            case Step.MarkLeaving mark -> kind + " " + Names.of(mark.member());
            case Step.CreateVolume create -> kind + " " + Names.of(create.member());
            case Step.NoteVolume note -> kind + " " + Names.of(note.member());
            case Step.CreatePod create -> kind + " " + Names.of(create.member());
            case Step.BeginRecovery begin -> kind + " " + begin.mark();
            case Step.ReportRecovery report ->
                kind + " " + Names.of(report.recovery()) + " " + report.status().phase() + ": "
                        + report.status().message();
            case Step.GiveUp give -> kind + " " + Names.of(give.member());
            case Step.Force force -> kind + " " + Names.of(force.member());
            case Step.Release release -> kind + " " + Names.of(release.member());
            case Step.BeginRestore begin -> kind + " " + begin.mark();
            case Step.ReportRestore report ->
                kind + " " + Names.of(report.restore()) + " " + report.status().phase() + ": "
                        + report.status().message();
            case Step.CreateSeed create -> kind + " " + Names.of(create.member());
            case Step.FillVolume fill -> kind + " " + Names.of(fill.member());
            case Step.SetAside aside -> kind + " " + Names.of(aside.member());
            case Step.Discard discard -> kind + " " + Names.of(discard.member());
            case Step.TakeBack back -> kind + " " + Names.of(back.member());
            default -> step.toString();
        };
    }
}
