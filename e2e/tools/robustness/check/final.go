package check

import (
	"slices"

	"etcetera/e2e/tools/robustness/history"
)

// finals compares the members with each other and with the replayed state, all at one revision.
func finals(h *history.History, log *changeLog, s *replayed) []Violation {
	r := &report{name: "members in the end"}
	if len(h.Finals) == 0 {
		r.add("no member was looked at")
	}
	for i, f := range h.Finals {
		first := h.Finals[0]
		if f.Revision != first.Revision || f.Hash != first.Hash || f.Compacted != first.Compacted {
			r.add("%s has hash %d at revision %d compacted at %d, but %s has %d at %d compacted at %d", first.Member,
				first.Hash, first.Revision, first.Compacted, f.Member, f.Hash, f.Revision, f.Compacted)
		}
		if i > 0 && !slices.Equal(f.KVs, first.KVs) {
			r.add("%s and %s have different keys", first.Member, f.Member)
		}
		if want := s.rangeAt("\x00", "\x00", f.Revision); !slices.Equal(want, f.KVs) {
			r.add("%s has %d keys at revision %d that do not follow from the changes, which give %d: %+v, %+v", f.Member,
				len(f.KVs), f.Revision, len(want), f.KVs, want)
		}
		if f.Revision < log.last {
			r.add("%s is at revision %d, but a watch saw %d", f.Member, f.Revision, log.last)
		}
	}
	return r.found
}
