package check

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"etcetera/e2e/tools/robustness/history"
)

const ms = int64(time.Millisecond)

// sound is a small history without faults: every test breaks one thing of it.
//
//	time 10 put a=1 → 2 | 30 put b=2 → 3 | 50 a: 1→3 by transaction → 4 | 70 delete b → 5 | 90 get a | 110 final
func sound() *history.History {
	a1 := history.KV{Key: "a", Value: "1", Create: 2, Mod: 2, Version: 1}
	b2 := history.KV{Key: "b", Value: "2", Create: 3, Mod: 3, Version: 1}
	a3 := history.KV{Key: "a", Value: "3", Create: 2, Mod: 4, Version: 2}
	events := []history.Event{
		{KV: a1}, {KV: b2}, {KV: a3, Prev: &a1}, {Delete: true, KV: history.KV{Key: "b", Mod: 5}, Prev: &b2},
	}
	h := &history.History{
		Ops: []history.Op{
			put(10, "a", "1", 2),
			put(30, "b", "2", 3),
			{Kind: history.Write, Call: 50 * ms, Return: 55 * ms, If: []history.Condition{{Key: "a", Mod: 2}},
				Then: []history.Change{{Key: "a", Value: "3"}}, Else: "a", Succeeded: true, Deleted: []bool{false}, Revision: 4},
			{Kind: history.Write, Call: 70 * ms, Return: 75 * ms, Then: []history.Change{{Key: "b", Delete: true}},
				Succeeded: true, Deleted: []bool{true}, Revision: 5},
			{Kind: history.Read, Call: 90 * ms, Return: 95 * ms, Key: "a", Revision: 5, KVs: []history.KV{a3}},
		},
	}
	for _, watcher := range []string{"w1", "w2"} {
		for i, e := range events {
			h.Watches = append(h.Watches, history.WatchResponse{Watcher: watcher, Key: "\x00", End: "\x00", From: 1,
				Time: int64(20*i+12) * ms, Revision: e.KV.Mod, Events: []history.Event{e}})
		}
	}
	for _, member := range []string{"m1", "m2", "m3"} {
		h.Finals = append(h.Finals, history.Final{Member: member, Revision: 5, Hash: 7, KVs: []history.KV{a3}})
	}
	return h
}

func put(at int64, key, value string, revision int64) history.Op {
	return history.Op{Kind: history.Write, Call: at * ms, Return: (at + 5) * ms, Succeeded: true, Deleted: []bool{false},
		Then: []history.Change{{Key: key, Value: value}}, Revision: revision}
}

func get(at int64, revision int64, key string, kvs ...history.KV) history.Op {
	return history.Op{Kind: history.Read, Call: at * ms, Return: (at + 5) * ms, Key: key, Revision: revision, KVs: kvs}
}

func noAnswer(op history.Op) history.Op {
	op.Error, op.Revision, op.Succeeded, op.Deleted = "timeout", 0, false, nil
	return op
}

func TestSoundHistoryIsAccepted(t *testing.T) {
	if found := History(sound(), time.Minute); len(found) > 0 {
		t.Fatalf("%v", found)
	}
}

// TestBrokenHistories names what a user would have feared, breaks the sound history so, and wants the check that finds it.
func TestBrokenHistories(t *testing.T) {
	a1 := history.KV{Key: "a", Value: "1", Create: 2, Mod: 2, Version: 1}
	cases := []struct {
		name  string
		check string
		spoil func(h *history.History)
	}{
		{"a stale read", "linearizable", func(h *history.History) {
			h.Ops[4] = get(90, 2, "a", a1)
		}},
		{"a stale read, by its revision", "real time", func(h *history.History) {
			h.Ops[4] = get(90, 2, "a", a1)
		}},
		{"a read that knows the revision but not the value", "answers", func(h *history.History) {
			h.Ops[4].KVs = []history.KV{a1}
		}},
		{"a read of something never written", "linearizable", func(h *history.History) {
			h.Ops[4].KVs[0].Value = "9"
		}},
		{"a lost acknowledged write", "acknowledged writes", func(h *history.History) {
			h.Ops = append(h.Ops, put(100, "c", "5", 6))
		}},
		{"a lost acknowledged write, as a later read shows", "linearizable", func(h *history.History) {
			h.Ops = append(h.Ops, put(100, "a", "5", 6), get(120, 6, "a", h.Ops[4].KVs...))
		}},
		{"a write acknowledged at another's revision", "acknowledged writes", func(h *history.History) {
			h.Ops = append(h.Ops, put(100, "a", "5", 4))
		}},
		{"two transactions that both won", "linearizable", func(h *history.History) {
			second := h.Ops[2]
			second.Then = []history.Change{{Key: "a", Value: "4"}}
			second.Revision = 6
			h.Ops = append(h.Ops, second)
		}},
		{"a transaction done though its condition did not hold", "acknowledged writes", func(h *history.History) {
			h.Ops[2].If[0].Mod = 9
		}},
		{"a transaction refused though its condition held", "answers", func(h *history.History) {
			h.Ops = append(h.Ops, history.Op{Kind: history.Write, Call: 100 * ms, Return: 105 * ms, Revision: 5,
				If: []history.Condition{{Key: "a", Mod: 4}}, Then: []history.Change{{Key: "a", Value: "6"}}, Else: "a",
				KVs: h.Ops[4].KVs})
		}},
		{"a write without an answer done twice", "acknowledged writes", func(h *history.History) {
			h.Ops[0] = noAnswer(h.Ops[0])
			again := history.Event{KV: history.KV{Key: "a", Value: "1", Create: 2, Mod: 6, Version: 3}}
			everyWatchSees(h, again)
		}},
		{"a refused transaction done all the same", "acknowledged writes", func(h *history.History) {
			h.Ops[2].Succeeded = false
		}},
		{"a write nobody asked for", "acknowledged writes", func(h *history.History) {
			everyWatchSees(h, history.Event{KV: history.KV{Key: "x", Value: "9", Create: 6, Mod: 6, Version: 1}})
		}},
		{"a deletion nobody asked for", "acknowledged writes", func(h *history.History) {
			everyWatchSees(h, history.Event{Delete: true, KV: history.KV{Key: "a", Mod: 6}})
		}},
		{"a revision that went backwards", "real time", func(h *history.History) {
			h.Ops[3] = noAnswer(h.Ops[3])
			h.Ops[0].Call, h.Ops[0].Return = 85*ms, 86*ms
		}},
		{"a gap in a watch", "watch", func(h *history.History) { h.Watches = append(h.Watches[:5], h.Watches[6:]...) }},
		{"a watch that misses the end", "watch", func(h *history.History) { h.Watches = h.Watches[:7] }},
		{"an event told twice", "watch", func(h *history.History) {
			h.Watches = append(h.Watches, h.Watches[7])
		}},
		{"events out of order", "watch", func(h *history.History) {
			h.Watches[5], h.Watches[6] = h.Watches[6], h.Watches[5]
		}},
		{"a revision told in two pieces", "watch", func(h *history.History) {
			second := history.Event{KV: history.KV{Key: "z", Value: "1", Create: 5, Mod: 5, Version: 1}}
			h.Watches[3].Events = append(h.Watches[3].Events, second)
			h.Watches = append(h.Watches, h.Watches[7])
			h.Watches[8].Events = []history.Event{second}
		}},
		{"progress told before its events", "watch", func(h *history.History) {
			early := history.WatchResponse{Watcher: "w2", Key: "\x00", End: "\x00", From: 1, Revision: 5, Progress: true}
			h.Watches = append(h.Watches[:7], append([]history.WatchResponse{early}, h.Watches[7])...)
		}},
		{"a compaction told that nobody asked for", "watch", func(h *history.History) {
			h.Watches = append(h.Watches, history.WatchResponse{Watcher: "w2", From: 1, Compacted: 9})
		}},
		{"watches that disagree", "watches agree", func(h *history.History) { h.Watches[5].Events[0].KV.Value = "9" }},
		{"an event that all watches lost", "watches agree", func(h *history.History) {
			h.Watches = append(append(h.Watches[:1:1], h.Watches[2:5]...), h.Watches[6:]...)
		}},
		{"a wrong previous value", "events", func(h *history.History) {
			h.Watches[2].Events[0].Prev = &history.KV{Key: "a", Value: "0", Create: 2, Mod: 2, Version: 1}
		}},
		{"no previous value", "events", func(h *history.History) { h.Watches[2].Events[0].Prev = nil }},
		{"members with different hashes", "members in the end", func(h *history.History) { h.Finals[1].Hash = 8 }},
		{"a member with different keys", "members in the end", func(h *history.History) { h.Finals[2].KVs = nil }},
		{"a member that stayed behind", "members in the end", func(h *history.History) { h.Finals[2].Revision = 4 }},
		{"no member left", "members in the end", func(h *history.History) { h.Finals = nil }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := sound()
			c.spoil(h)
			wantViolation(t, h, c.check)
		})
	}
}

func everyWatchSees(h *history.History, e history.Event) {
	for _, watcher := range []string{"w1", "w2"} {
		h.Watches = append(h.Watches, history.WatchResponse{Watcher: watcher, Key: "\x00", End: "\x00", From: 1,
			Time: 110 * ms, Revision: e.KV.Mod, Events: []history.Event{e}})
	}
}

func wantViolation(t *testing.T, h *history.History, check string) {
	t.Helper()
	var others []string
	for _, v := range History(h, time.Minute) {
		if v.Check == check {
			return
		}
		others = append(others, v.String())
	}
	t.Fatalf("nothing found by %q, only: %s", check, strings.Join(others, "\n"))
}

func TestWatchOfARemovedMemberNeedNotSeeTheEnd(t *testing.T) {
	h := sound()
	h.Watches = append(h.Watches[:7], history.WatchResponse{Watcher: "w2", Left: true})
	if found := History(h, time.Minute); len(found) > 0 {
		t.Fatalf("%v", found)
	}
}

func TestWriteWithoutAnswerMayBeDoneOrNot(t *testing.T) {
	h := sound()
	h.Ops = append(h.Ops, noAnswer(put(80, "c", "7", 0)), noAnswer(put(80, "d", "8", 0)))
	h.Ops[4].Revision = 6
	c := history.KV{Key: "c", Value: "7", Create: 6, Mod: 6, Version: 1}
	everyWatchSees(h, history.Event{KV: c})
	h.Ops = append(h.Ops, get(130, 6, "c", c), get(130, 6, "d"))
	for i := range h.Finals {
		h.Finals[i].Revision, h.Finals[i].KVs = 6, append(h.Finals[i].KVs, c)
	}
	if found := History(h, time.Minute); len(found) > 0 {
		t.Fatalf("%v", found)
	}
}

// TestPorcupineAloneKnowsUnknownOutcomes leaves the watches out: what happened to a write shows only in later reads.
func TestPorcupineAloneKnowsUnknownOutcomes(t *testing.T) {
	seen := history.KV{Key: "a", Value: "2", Create: 2, Mod: 3, Version: 2}
	first := history.KV{Key: "a", Value: "1", Create: 2, Mod: 2, Version: 1}
	ops := []history.Op{put(10, "a", "1", 2), noAnswer(put(20, "a", "2", 0))}
	for name, c := range map[string]struct {
		more []history.Op
		ok   bool
	}{
		"not done":                  {[]history.Op{get(40, 2, "a", first), get(60, 2, "a", first)}, true},
		"done":                      {[]history.Op{get(40, 3, "a", seen), get(60, 3, "a", seen)}, true},
		"done later":                {[]history.Op{get(40, 2, "a", first), get(60, 3, "a", seen)}, true},
		"done and undone":           {[]history.Op{get(40, 3, "a", seen), get(60, 3, "a", first)}, false},
		"done at an older revision": {[]history.Op{get(40, 3, "a", history.KV{Key: "a", Value: "2", Mod: 2})}, false},
		"overwritten, then back":    {[]history.Op{put(40, "a", "3", 4), get(60, 4, "a", seen)}, false},
	} {
		found := Linearizable(append(ops[:2:2], c.more...), resolution{}, time.Minute)
		if (len(found) == 0) != c.ok {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestLeases(t *testing.T) {
	const second = int64(time.Second)
	leased := history.KV{Key: "l", Value: "9", Create: 6, Mod: 6, Version: 1, Lease: 77}
	with := func(expired int64, more ...history.Op) *history.History {
		h := sound()
		grant := history.Op{Kind: history.Grant, Call: 100 * ms, Return: 101 * ms, Lease: 77, TTL: 2}
		with := put(102, "l", "9", 6)
		with.Then[0].Lease = 77
		h.Ops = append(append(h.Ops, grant, with), more...)
		everyWatchSees(h, history.Event{KV: leased})
		everyWatchSees(h, history.Event{Delete: true, KV: history.KV{Key: "l", Mod: 7}, Prev: &leased})
		for i := len(h.Watches) - 2; i < len(h.Watches); i++ {
			h.Watches[i].Time = expired
		}
		for i := range h.Finals {
			h.Finals[i].Revision = 7
		}
		return h
	}
	alive := history.Op{Kind: history.KeepAlive, Call: second, Return: second + ms, Lease: 77, TTL: 2}
	revoke := history.Op{Kind: history.Revoke, Call: second, Return: second + ms, Lease: 77}
	late := alive
	late.Call, late.Return = 9*second, 9*second+ms
	for name, c := range map[string]struct {
		h  *history.History
		ok bool
	}{
		"ends after its time":          {with(3 * second), true},
		"ends too early":               {with(second), false},
		"lives on when renewed":        {with(4*second, alive), true},
		"ends too early after renewal": {with(2*second+500*ms, alive), false},
		"ends when revoked":            {with(second+ms, revoke), true},
		"renewed after its end":        {with(3*second, late), false},
		"renewed after its revocation": {with(second+ms, revoke, late), false},
	} {
		found := History(c.h, time.Minute)
		if (len(found) == 0) != c.ok {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// TestCheckingTimeIsBounded gives Porcupine a history with too many writes of unknown outcome and no time.
func TestCheckingTimeIsBounded(t *testing.T) {
	var ops []history.Op
	random := rand.New(rand.NewSource(1))
	for i := range 300 {
		op := put(int64(i), "a", fmt.Sprint(i), 0)
		ops = append(ops, noAnswer(op))
		if i%10 == 0 {
			ops = append(ops, get(int64(i+10), 400, "a", history.KV{Key: "a", Value: fmt.Sprint(random.Intn(i + 1)), Mod: 400}))
		}
	}
	began := time.Now()
	found := Linearizable(ops, resolution{}, 200*time.Millisecond)
	if len(found) == 0 {
		t.Fatal("accepted")
	}
	if time.Since(began) > 20*time.Second {
		t.Fatalf("took %v", time.Since(began))
	}
}
