package check

import (
	"fmt"
	"reflect"
	"sort"

	"etcetera/e2e/tools/robustness/history"
)

// changeLog is every change of the store by revision, as all watches of the whole store together saw it.
type changeLog struct {
	events map[int64][]history.Event
	seen   map[int64]int64 // revision to the time at which a watch told it first
	last   int64
}

// buildLog also finds watches that disagree and revisions that none of them saw.
func buildLog(h *history.History) (*changeLog, []Violation) {
	r := &report{name: "watches agree"}
	log := &changeLog{events: map[int64][]history.Event{}, seen: map[int64]int64{}}
	source := map[int64]string{}
	for _, w := range h.Watches {
		if !wholeStore(w) {
			continue
		}
		for revision, events := range byRevision(w.Events) {
			known, there := log.events[revision]
			switch {
			case !there:
				log.events[revision], log.seen[revision] = events, w.Time
				source[revision] = w.Watcher
				log.last = max(log.last, revision)
			case !sameEvents(known, events):
				r.add("revision %d is %s for %s, but %s for %s", revision, describe(known), source[revision],
					describe(events), w.Watcher)
			}
			log.seen[revision] = min(log.seen[revision], w.Time)
		}
	}
	for revision := int64(2); revision <= log.last; revision++ {
		if _, there := log.events[revision]; !there {
			r.add("no watch saw revision %d of %d", revision, log.last)
		}
	}
	return log, r.found
}

func wholeStore(w history.WatchResponse) bool { return w.Key == "\x00" && w.End == "\x00" }

func byRevision(events []history.Event) map[int64][]history.Event {
	grouped := map[int64][]history.Event{}
	for _, e := range events {
		grouped[e.KV.Mod] = append(grouped[e.KV.Mod], e)
	}
	return grouped
}

// sameEvents leaves out the previous values: a watch may come too late for them, after a compaction.
func sameEvents(a, b []history.Event) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Delete != b[i].Delete || a[i].KV != b[i].KV {
			return false
		}
	}
	return true
}

func describe(events []history.Event) string {
	text := ""
	for _, e := range events {
		if e.Delete {
			text += fmt.Sprintf("[delete %s]", e.KV.Key)
		} else {
			text += fmt.Sprintf("[put %s=%s create %d version %d lease %x]", e.KV.Key, e.KV.Value, e.KV.Create,
				e.KV.Version, e.KV.Lease)
		}
	}
	return text
}

// replayed is the store at every revision.
type replayed struct {
	keys     []string
	versions map[string][]version
	last     int64
}

// version of a key: what it was from a revision on; nil when it was not there.
type version struct {
	revision int64
	kv       *history.KV
}

// replayLog applies all changes in order and compares each event with the state it met.
func replayLog(h *history.History, log *changeLog) (*replayed, []Violation) {
	r := &report{name: "events"}
	s := &replayed{versions: map[string][]version{}, last: log.last}
	compacted := compactionsAsked(h)
	for revision := int64(2); revision <= log.last; revision++ {
		for _, e := range log.events[revision] {
			before := s.at(e.KV.Key, revision-1)
			checkEvent(r, e, before, revision)
			kv := e.KV
			if e.Delete {
				s.put(kv.Key, version{revision, nil})
			} else {
				s.put(kv.Key, version{revision, &kv})
			}
		}
	}
	for _, w := range h.Watches {
		for _, e := range w.Events {
			before := s.at(e.KV.Key, e.KV.Mod-1)
			tooLate := e.Prev == nil && e.KV.Mod-1 < compacted
			if !tooLate && !reflect.DeepEqual(before, e.Prev) {
				r.add("%s: previous value of %s at revision %d is %v, should be %v", w.Watcher, e.KV.Key, e.KV.Mod,
					text(e.Prev), text(before))
			}
		}
	}
	sort.Strings(s.keys)
	return s, r.found
}

func checkEvent(r *report, e history.Event, before *history.KV, revision int64) {
	switch {
	case e.Delete && before == nil:
		r.add("revision %d deletes %s, which is not there", revision, e.KV.Key)
	case e.Delete:
	case before == nil && (e.KV.Create != revision || e.KV.Version != 1):
		r.add("revision %d creates %s, but says %s", revision, e.KV.Key, text(&e.KV))
	case before != nil && (e.KV.Create != before.Create || e.KV.Version != before.Version+1):
		r.add("revision %d changes %s to %s", revision, text(before), text(&e.KV))
	}
}

func text(kv *history.KV) string {
	if kv == nil {
		return "none"
	}
	return fmt.Sprintf("%+v", *kv)
}

// compactionsAsked is the highest revision that may have been compacted.
func compactionsAsked(h *history.History) int64 {
	var highest int64
	for _, op := range h.Ops {
		if op.Kind == history.Compact {
			highest = max(highest, op.At)
		}
	}
	return highest
}

func (s *replayed) put(key string, v version) {
	if _, there := s.versions[key]; !there {
		s.keys = append(s.keys, key)
	}
	s.versions[key] = append(s.versions[key], v)
}

// at is the key as it was after a revision; nil when it was not there.
func (s *replayed) at(key string, revision int64) *history.KV {
	versions := s.versions[key]
	i := sort.Search(len(versions), func(i int) bool { return versions[i].revision > revision })
	if i == 0 {
		return nil
	}
	return versions[i-1].kv
}

// rangeAt is what a range read after a revision finds; without an end it is of one key.
func (s *replayed) rangeAt(key, end string, revision int64) []history.KV {
	var found []history.KV
	for _, k := range s.keys {
		if !inRange(k, key, end) {
			continue
		}
		if kv := s.at(k, revision); kv != nil {
			found = append(found, *kv)
		}
	}
	return found
}

func inRange(k, key, end string) bool {
	if end == "" {
		return k == key
	}
	return k >= key && (end == "\x00" || k < end)
}
