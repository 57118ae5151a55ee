// Package check judges a history. Each check is independent of the others and finds violations of what etcd promises:
// linearizability by Porcupine, key by key; and, because every answer carries the store's revision and the watches together
// saw every revision, also by replaying all changes in their order and comparing every answer with the replayed state.
package check

import (
	"fmt"
	"time"

	"etcetera/e2e/tools/robustness/history"
)

// Violation of a promise.
type Violation struct {
	Check string
	Text  string
}

func (v Violation) String() string { return v.Check + ": " + v.Text }

// mostPerCheck keeps a report readable: a broken history breaks many promises at once.
const mostPerCheck = 20

// report collects the violations of one check.
type report struct {
	name  string
	found []Violation
}

func (r *report) add(format string, arguments ...any) {
	if len(r.found) < mostPerCheck {
		r.found = append(r.found, Violation{r.name, fmt.Sprintf(format, arguments...)})
	}
}

// History runs every check. Porcupine gets the given time; a history it cannot decide in it is not accepted.
func History(h *history.History, bound time.Duration) []Violation {
	log, violations := buildLog(h)
	replay, found := replayLog(h, log)
	violations = append(violations, found...)
	owners, found := attribute(h, log, replay)
	violations = append(violations, found...)
	violations = append(violations, answers(h, replay)...)
	violations = append(violations, realTime(h, log, owners)...)
	violations = append(violations, watches(h, log)...)
	violations = append(violations, leases(h, log, replay, owners)...)
	violations = append(violations, finals(h, log, replay)...)
	violations = append(violations, Linearizable(h.Ops, owners.resolution(h, log, replay), bound)...)
	return violations
}
