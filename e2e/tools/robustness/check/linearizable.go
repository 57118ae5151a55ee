package check

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/anishathalye/porcupine"

	"etcetera/e2e/tools/robustness/history"
)

// state of one key for Porcupine. The revision of its last change may be unknown: the write had no answer and nobody saw it.
type state struct {
	there bool
	value string
	mod   int64 // 0 when not there, or not known
	floor int64 // every later change has a higher revision
}

// step of one key: a request, cut down to what it did to and learnt of that key.
type step struct {
	key       string
	condition int64 // the revision that the key had to have; -1 for none
	change    *history.Change
	unknown   bool // no answer: may have been done
	done      bool // the transaction's conditions held
	deleted   bool
	revision  int64 // of the answer
	learnt    bool
	found     *history.KV // when learnt: what was there; nil for nothing
}

// Linearizable asks Porcupine. Requests that touch several keys are judged on each of them: what must hold for all keys
// together is checked by replay.
func Linearizable(ops []history.Op, res resolution, bound time.Duration) []Violation {
	model := keyModel()
	byKey := map[string][]porcupine.Operation{}
	keys := allKeys(ops)
	for i, op := range ops {
		if res.never[i] {
			continue
		}
		end := op.Return
		if op.Error != "" {
			end = never
		}
		known, done := res.done[i]
		if done {
			end = max(known.by, op.Call)
		}
		for _, s := range steps(op, keys, known, done) {
			byKey[s.key] = append(byKey[s.key],
				porcupine.Operation{ClientId: op.Client, Input: s, Call: op.Call, Output: s, Return: end})
		}
	}
	for _, e := range res.expiries {
		s := step{key: e.key, condition: -1, change: &history.Change{Key: e.key, Delete: true}, done: true, deleted: true,
			revision: e.revision}
		byKey[e.key] = append(byKey[e.key], porcupine.Operation{Input: s, Call: e.from, Output: s, Return: e.by})
	}
	r := &report{name: "linearizable"}
	deadline := time.Now().Add(bound)
	for _, key := range keys {
		left := time.Until(deadline)
		if left <= 0 {
			r.add("not decided within %v; not looked at: %s", bound, key)
			continue
		}
		switch porcupine.CheckOperationsTimeout(model, byKey[key], left) {
		case porcupine.Illegal:
			r.add("no order of the %d requests on %s explains their answers", len(byKey[key]), key)
		case porcupine.Unknown:
			r.add("not decided within %v: %s with %d requests", bound, key, len(byKey[key]))
		}
	}
	return r.found
}

func allKeys(ops []history.Op) []string {
	set := map[string]bool{}
	for _, op := range ops {
		if op.Kind == history.Read && op.End == "" {
			set[op.Key] = true
		}
		for _, c := range op.Then {
			set[c.Key] = true
		}
	}
	var keys []string
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func steps(op history.Op, keys []string, known resolved, done bool) []step {
	switch {
	case op.Kind == history.Read && op.Error == "" && !op.Serializable && op.At == 0:
		return readSteps(op, keys)
	case op.Kind == history.Write:
		return writeSteps(op, known, done)
	}
	return nil
}

func readSteps(op history.Op, keys []string) []step {
	var all []step
	for _, key := range keys {
		if inRange(key, op.Key, op.End) {
			all = append(all, step{key: key, condition: -1, revision: op.Revision, learnt: true, found: find(op.KVs, key)})
		}
	}
	return all
}

func find(kvs []history.KV, key string) *history.KV {
	i := slices.IndexFunc(kvs, func(kv history.KV) bool { return kv.Key == key })
	if i < 0 {
		return nil
	}
	return &kvs[i]
}

func writeSteps(op history.Op, known resolved, done bool) []step {
	var all []step
	for j := range op.Then {
		s := step{key: op.Then[j].Key, condition: condition(op, op.Then[j].Key), change: &op.Then[j]}
		switch {
		case done:
			s.done, s.deleted, s.revision = true, true, known.revision
		case op.Error != "":
			s.unknown = true
		default:
			s.done, s.revision = op.Succeeded, op.Revision
			s.deleted = op.Succeeded && op.Deleted[j]
		}
		if !s.done && !s.unknown {
			if len(op.If) > 1 || op.Else != s.key {
				continue // Which condition failed is not known: replay checks it.
			}
			s.learnt, s.found = true, find(op.KVs, s.key)
		}
		all = append(all, s)
	}
	return all
}

func condition(op history.Op, key string) int64 {
	for _, c := range op.If {
		if c.Key == key {
			return c.Mod
		}
	}
	return -1
}

func keyModel() porcupine.Model {
	model := porcupine.NondeterministicModel{
		Init: func() []any { return []any{state{}} },
		Step: func(before, input, _ any) []any {
			var states []any
			for _, after := range next(before.(state), input.(step)) {
				states = append(states, after)
			}
			return states
		},
		DescribeOperation: func(input, _ any) string { return fmt.Sprintf("%+v", input) },
	}
	return model.ToModel()
}

// next is every state in which the key can be after a step; none when the step contradicts the state.
func next(s state, t step) []state {
	switch {
	case t.unknown:
		if !mayHold(s, t.condition) {
			return []state{s}
		}
		return []state{s, change(s, t, 0)}
	case t.change != nil && t.done:
		return doneStep(s, t)
	case t.learnt:
		return learn(s, t)
	}
	return []state{s}
}

func doneStep(s state, t step) []state {
	if !mayHold(s, t.condition) || t.revision < s.floor {
		return nil
	}
	if t.change.Delete && t.deleted != s.there {
		return nil
	}
	if t.change.Delete && !s.there {
		return []state{s}
	}
	if t.revision == s.floor {
		return nil
	}
	return []state{change(s, t, t.revision)}
}

func change(s state, t step, revision int64) state {
	floor := max(s.floor, revision)
	if t.change.Delete {
		return state{floor: floor}
	}
	return state{there: true, value: t.change.Value, mod: revision, floor: floor}
}

func mayHold(s state, condition int64) bool {
	switch {
	case condition < 0:
		return true
	case condition == 0:
		return !s.there
	case !s.there:
		return false
	case s.mod == 0:
		return condition > s.floor
	}
	return s.mod == condition
}

func learn(s state, t step) []state {
	if s.there != (t.found != nil) || t.revision < s.floor {
		return nil
	}
	failed := t.change != nil && t.condition >= 0
	if t.found == nil {
		if failed && t.condition == 0 {
			return nil
		}
		return []state{s}
	}
	if t.found.Value != s.value || (s.mod != 0 && s.mod != t.found.Mod) || (s.mod == 0 && t.found.Mod <= s.floor) {
		return nil
	}
	if failed && t.found.Mod == t.condition {
		return nil
	}
	s.mod, s.floor = t.found.Mod, t.found.Mod
	return []state{s}
}
