package check

import (
	"math"

	"etcetera/e2e/tools/robustness/history"
)

// never is the time at which a request of unknown outcome ends: it may still be done.
const never = math.MaxInt64

// ownership says which request made which revision.
type ownership struct {
	ofRevision map[int64]int // revision to index of the request
	ofOp       map[int]int64 // index of the request to revision: acknowledged ones, and unknown ones that a watch saw
}

// attribute finds acknowledged writes that are missing or different, changes nobody asked for, and requests done twice.
func attribute(h *history.History, log *changeLog, s *replayed) (*ownership, []Violation) {
	r := &report{name: "acknowledged writes"}
	o := &ownership{ofRevision: map[int64]int{}, ofOp: map[int]int64{}}
	values := map[string]int{}
	for i, op := range h.Ops {
		if op.Kind != history.Write {
			continue
		}
		for _, c := range op.Then {
			if !c.Delete {
				values[c.Value] = i
			}
		}
		if op.Error == "" && changed(op) {
			o.claim(r, h, log, s, i)
		}
	}
	for revision := int64(2); revision <= log.last; revision++ {
		for _, e := range log.events[revision] {
			if !e.Delete {
				o.claimByValue(r, h, log, s, values, revision, e.KV.Value)
			}
		}
		if _, owned := o.ofRevision[revision]; !owned {
			o.deletionWithoutOwner(r, h, log, s, revision)
		}
	}
	return o, r.found
}

// changed is true for an acknowledged write that made a revision.
func changed(op history.Op) bool {
	if op.Error != "" || !op.Succeeded {
		return false
	}
	for i, c := range op.Then {
		if !c.Delete || op.Deleted[i] {
			return true
		}
	}
	return false
}

func (o *ownership) claim(r *report, h *history.History, log *changeLog, s *replayed, i int) {
	op := h.Ops[i]
	if other, taken := o.ofRevision[op.Revision]; taken {
		r.add("revision %d was acknowledged to two requests: %+v and %+v", op.Revision, h.Ops[other], op)
		return
	}
	o.ofRevision[op.Revision], o.ofOp[i] = i, op.Revision
	events := log.events[op.Revision]
	var done []history.Change
	for j, c := range op.Then {
		if !c.Delete || op.Deleted[j] {
			done = append(done, c)
		}
	}
	if len(events) != len(done) {
		r.add("acknowledged at revision %d, but that is %s: %+v", op.Revision, describe(events), op)
		return
	}
	for j, c := range done {
		kv := events[j].KV
		if kv.Key != c.Key || events[j].Delete != c.Delete || kv.Value != c.Value || kv.Lease != c.Lease {
			r.add("acknowledged at revision %d, but that is %s: %+v", op.Revision, describe(events), op)
			return
		}
	}
	o.conditionsHeld(r, s, op, op.Revision)
}

func (o *ownership) conditionsHeld(r *report, s *replayed, op history.Op, revision int64) {
	for _, c := range op.If {
		if got := mod(s.at(c.Key, revision-1)); got != c.Mod {
			r.add("done at revision %d, though %s was last changed at %d: %+v", revision, c.Key, got, op)
		}
	}
}

func mod(kv *history.KV) int64 {
	if kv == nil {
		return 0
	}
	return kv.Mod
}

func (o *ownership) claimByValue(r *report, h *history.History, log *changeLog, s *replayed, values map[string]int,
	revision int64, value string) {
	i, known := values[value]
	if !known {
		r.add("nobody asked for %q, which is revision %d", value, revision)
		return
	}
	op := h.Ops[i]
	if owner, taken := o.ofOp[i]; taken {
		if owner != revision {
			r.add("done twice, at revisions %d and %d: %+v", owner, revision, op)
		}
		return
	}
	if op.Error == "" {
		r.add("refused, but revision %d has it: %+v", revision, op)
		return
	}
	o.ofOp[i], o.ofRevision[revision] = revision, i
	o.conditionsHeld(r, s, op, revision)
	if len(log.events[revision]) != len(op.Then) && len(op.Then) == 1 {
		r.add("revision %d is %s, more than was asked for: %+v", revision, describe(log.events[revision]), op)
	}
}

// deletionWithoutOwner accepts the end of a lease and deletions whose answer was lost.
func (o *ownership) deletionWithoutOwner(r *report, h *history.History, log *changeLog, s *replayed, revision int64) {
	for _, e := range log.events[revision] {
		if before := s.at(e.KV.Key, revision-1); before != nil && before.Lease != 0 {
			continue
		}
		if !deletionMayBe(h, log, e.KV.Key, revision) {
			r.add("nobody deleted %s, but revision %d does", e.KV.Key, revision)
		}
	}
}

func deletionMayBe(h *history.History, log *changeLog, key string, revision int64) bool {
	for _, op := range h.Ops {
		if op.Kind != history.Write || op.Error == "" || op.Call > log.seen[revision] {
			continue
		}
		for _, c := range op.Then {
			if c.Delete && c.Key == key {
				return true
			}
		}
	}
	return false
}

// resolved says of a request without an answer whether it was done, at which revision and by when at the latest.
type resolved struct {
	revision int64
	by       int64
}

// resolution is of the requests of unknown outcome that a watch saw done, and of those that nobody saw.
type resolution struct {
	done      map[int]resolved
	never     map[int]bool
	expiries  []expiry
	undecided int
}

// expiry is a deletion that no client asked for: its lease ended.
type expiry struct {
	key      string
	revision int64
	from, by int64
}

// resolution uses that the watches saw every change: a put that they did not see was not done.
func (o *ownership) resolution(h *history.History, log *changeLog, s *replayed) resolution {
	res := resolution{done: map[int]resolved{}, never: map[int]bool{}}
	put := map[string]history.Op{}
	for i, op := range h.Ops {
		puts := false
		for _, c := range op.Then {
			if !c.Delete {
				put[c.Value] = op
				puts = true
			}
		}
		if op.Kind != history.Write || op.Error == "" {
			continue
		}
		if revision, done := o.ofOp[i]; done {
			res.done[i] = resolved{revision, log.seen[revision]}
		} else if puts {
			res.never[i] = true
		} else {
			res.undecided++
		}
	}
	for revision := int64(2); revision <= log.last; revision++ {
		if _, owned := o.ofRevision[revision]; owned {
			continue
		}
		for _, e := range log.events[revision] {
			if before := s.at(e.KV.Key, revision-1); before != nil && before.Lease != 0 {
				from := put[before.Value].Call
				res.expiries = append(res.expiries, expiry{e.KV.Key, revision, from, log.seen[revision]})
			}
		}
	}
	return res
}
