package check

import (
	"slices"
	"sort"

	"etcetera/e2e/tools/robustness/history"
)

// answers compares what each request was told with the state at the revision it was told, serializable reads too.
func answers(h *history.History, s *replayed) []Violation {
	r := &report{name: "answers"}
	for _, op := range h.Ops {
		if op.Error != "" || op.Revision > s.last {
			continue
		}
		switch op.Kind {
		case history.Read:
			at := op.Revision
			if op.At != 0 {
				at = op.At
			}
			if want := s.rangeAt(op.Key, op.End, at); !slices.Equal(want, op.KVs) {
				r.add("at revision %d there was %+v, but the answer is %+v", at, want, op)
			}
		case history.Write:
			if !op.Succeeded {
				refused(r, s, op)
			}
		}
	}
	return r.found
}

func refused(r *report, s *replayed, op history.Op) {
	holds := true
	for _, c := range op.If {
		holds = holds && mod(s.at(c.Key, op.Revision)) == c.Mod
	}
	if holds {
		r.add("refused, though its conditions held at revision %d: %+v", op.Revision, op)
	}
	if op.Else == "" {
		return
	}
	if want := s.rangeAt(op.Else, "", op.Revision); !slices.Equal(want, op.KVs) {
		r.add("at revision %d there was %+v, but the answer is %+v", op.Revision, want, op)
	}
}

// fact is that somebody knew of a revision at a time.
type fact struct {
	time     int64
	revision int64
	what     string
}

// realTime finds answers older than what somebody had been told before the request was made.
func realTime(h *history.History, log *changeLog, o *ownership) []Violation {
	r := &report{name: "real time"}
	known := knowledge(h)
	for i, op := range h.Ops {
		revision, least := op.Revision, int64(0)
		switch {
		case op.Error == "" && op.Kind == history.Read && !op.Serializable:
		case op.Error == "" && op.Kind == history.Write && !changed(op):
		case op.Kind == history.Write:
			made, done := o.ofOp[i]
			if !done {
				continue
			}
			revision, least = made, 1
		default:
			continue
		}
		if before := latestBefore(known, op.Call); revision < before.revision+least {
			r.add("stale by %d revisions: %s knew of revision %d at %d, before the call at %d: %+v",
				before.revision-revision, before.what, before.revision, before.time, op.Call, op)
		}
	}
	return r.found
}

// knowledge is sorted by time, each with the highest revision known up to then.
func knowledge(h *history.History) []fact {
	var facts []fact
	for _, op := range h.Ops {
		if op.Error == "" && (op.Kind == history.Read || op.Kind == history.Write) {
			facts = append(facts, fact{op.Return, op.Revision, "client at " + op.Member})
		}
	}
	for _, w := range h.Watches {
		if len(w.Events) > 0 {
			facts = append(facts, fact{w.Time, w.Events[len(w.Events)-1].KV.Mod, w.Watcher})
		}
	}
	sort.Slice(facts, func(i, j int) bool { return facts[i].time < facts[j].time })
	for i := 1; i < len(facts); i++ {
		if facts[i].revision < facts[i-1].revision {
			facts[i].revision, facts[i].what = facts[i-1].revision, facts[i-1].what
		}
	}
	return facts
}

func latestBefore(facts []fact, time int64) fact {
	i := sort.Search(len(facts), func(i int) bool { return facts[i].time >= time })
	if i == 0 {
		return fact{}
	}
	return facts[i-1]
}
