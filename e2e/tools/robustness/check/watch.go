package check

import (
	"etcetera/e2e/tools/robustness/history"
)

// watches checks each stream: in order, nothing twice, nothing left out, each revision in one piece, progress told only
// when it is true, compaction told only when there was one; and in the end everything seen by everyone.
func watches(h *history.History, log *changeLog) []Violation {
	r := &report{name: "watch"}
	streams := map[string]*stream{}
	var order []string
	asked := compactionsAsked(h)
	for _, w := range h.Watches {
		s, there := streams[w.Watcher]
		if !there {
			s = &stream{log: log, number: -1, asked: asked}
			streams[w.Watcher] = s
			order = append(order, w.Watcher)
		}
		s.response(r, w)
	}
	end := log.last
	for _, f := range h.Finals {
		end = max(end, f.Revision)
	}
	for _, watcher := range order {
		s := streams[watcher]
		for revision := s.last + 1; revision <= end && !s.left; revision++ {
			if len(s.wanted(revision)) > 0 {
				r.add("%s ended at revision %d, before %d", watcher, s.last, revision)
				break
			}
		}
	}
	return r.found
}

// stream of one watcher: everything up to revision last was told.
type stream struct {
	log      *changeLog
	number   int
	last     int64
	asked    int64
	key, end string
	left     bool
}

func (s *stream) response(r *report, w history.WatchResponse) {
	if w.Left {
		s.left = true
		return
	}
	if w.Stream != s.number {
		// The next stream goes on where the last had come to; after a compaction it cannot.
		if s.number >= 0 && w.From > s.last+1 && w.From > s.asked {
			r.add("%s: the harness left out revisions %d to %d", w.Watcher, s.last+1, w.From-1)
		}
		s.number, s.last, s.key, s.end = w.Stream, max(s.last, w.From-1), w.Key, w.End
		if w.From <= s.last {
			s.last = w.From - 1
		}
	}
	if w.Compacted != 0 {
		if w.Compacted > s.asked || w.Compacted <= s.last {
			r.add("%s: told of a compaction at %d, but was at %d and the highest asked for is %d", w.Watcher, w.Compacted,
				s.last, s.asked)
		}
		return
	}
	s.events(r, w)
	if w.Progress {
		s.upTo(r, w, w.Revision)
	}
}

func (s *stream) events(r *report, w history.WatchResponse) {
	for i := 0; i < len(w.Events); {
		revision := w.Events[i].KV.Mod
		j := i
		for j < len(w.Events) && w.Events[j].KV.Mod == revision {
			j++
		}
		if revision <= s.last {
			r.add("%s stream %d: revision %d again or out of order, after %d: %s", w.Watcher, w.Stream, revision, s.last,
				describe(w.Events[i:j]))
		} else {
			s.upTo(r, w, revision-1)
			if want := s.wanted(revision); !sameEvents(want, w.Events[i:j]) {
				r.add("%s stream %d: revision %d is %s, should be %s", w.Watcher, w.Stream, revision,
					describe(w.Events[i:j]), describe(want))
			}
			s.last = revision
		}
		i = j
	}
	if len(w.Events) > 0 && w.Revision < s.last {
		r.add("%s stream %d: the answer's revision %d is below its event's, %d", w.Watcher, w.Stream, w.Revision, s.last)
	}
}

// upTo finds events that should have come before.
func (s *stream) upTo(r *report, w history.WatchResponse, revision int64) {
	for missing := s.last + 1; missing <= revision; missing++ {
		if events := s.wanted(missing); len(events) > 0 {
			r.add("%s stream %d: a gap, %s of revision %d was not told by %d", w.Watcher, w.Stream, describe(events),
				missing, revision)
			break
		}
	}
	s.last = max(s.last, revision)
}

// wanted is the part of a revision that this watch is to see.
func (s *stream) wanted(revision int64) []history.Event {
	var events []history.Event
	for _, e := range s.log.events[revision] {
		if inRange(e.KV.Key, s.key, s.end) {
			events = append(events, e)
		}
	}
	return events
}
