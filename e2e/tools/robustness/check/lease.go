package check

import (
	"time"

	"etcetera/e2e/tools/robustness/history"
)

// slack of the check on early expiry: both ends are timed by this process, so little is needed.
const slack = 50 * time.Millisecond

// leases finds leases that ended too early, and leases that lived on after their end.
func leases(h *history.History, log *changeLog, s *replayed, o *ownership) []Violation {
	r := &report{name: "leases"}
	revoking, revoked := map[int64]int64{}, map[int64]int64{}
	for _, op := range h.Ops {
		if op.Kind != history.Revoke {
			continue
		}
		if call, there := revoking[op.Lease]; !there || op.Call < call {
			revoking[op.Lease] = op.Call
		}
		if op.Error == "" {
			revoked[op.Lease] = op.Return
		}
	}
	ended := map[int64]int64{}
	for id, at := range revoked {
		ended[id] = at
	}
	for revision := int64(2); revision <= log.last; revision++ {
		if _, owned := o.ofRevision[revision]; owned {
			continue
		}
		for _, e := range log.events[revision] {
			before := s.at(e.KV.Key, revision-1)
			if before == nil || before.Lease == 0 || deletionMayBe(h, log, e.KV.Key, revision) {
				continue
			}
			seen := log.seen[revision]
			if at, there := ended[before.Lease]; !there || seen < at {
				ended[before.Lease] = seen
			}
			if call, there := revoking[before.Lease]; !there || call > seen {
				tooEarly(r, h, before.Lease, seen)
			}
		}
	}
	renewed(r, h, ended)
	for _, kv := range s.rangeAt("\x00", "\x00", s.last) {
		if _, gone := revoked[kv.Lease]; gone {
			r.add("%s is there in the end, though its lease %x was revoked", kv.Key, kv.Lease)
		}
	}
	return r.found
}

func tooEarly(r *report, h *history.History, id, seen int64) {
	var until int64
	for _, op := range h.Ops {
		alive := op.Lease == id && op.Error == "" && op.TTL > 0 && op.Return < seen
		if alive && (op.Kind == history.Grant || op.Kind == history.KeepAlive) {
			until = max(until, op.Call+op.TTL*int64(time.Second))
		}
	}
	if seen < until-int64(slack) {
		r.add("lease %x ended %v too early", id, time.Duration(until-seen))
	}
}

func renewed(r *report, h *history.History, ended map[int64]int64) {
	for _, op := range h.Ops {
		if op.Kind != history.KeepAlive || op.Error != "" || op.TTL <= 0 {
			continue
		}
		if at, there := ended[op.Lease]; there && op.Call > at {
			r.add("lease %x was renewed after its end at %d: %+v", op.Lease, at, op)
		}
	}
}
