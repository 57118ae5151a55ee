package dev.etcetera.operator.simulation;

import dev.etcetera.operator.plan.Step;

/** What is done for the members' volumes, with a chance to die between two effects. */
record ModelVolumes(ModelKubernetes kubernetes, Runnable between) {

    void execute(Step.Volume step) {
        switch (step) {
            case Step.CreateVolume create -> {
                kubernetes.applyClaim(create.member());
                between.run();
                kubernetes.noteVolume(create.member());
            }
            case Step.GrowVolume grow -> kubernetes.applyClaim(grow.member());
            case Step.NudgePod nudge -> kubernetes.nudgePod(nudge.name(), nudge.bytes());
            case Step.NoteVolume note -> kubernetes.noteVolume(note.member());
        }
    }
}
