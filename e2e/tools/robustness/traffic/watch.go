package traffic

import (
	"context"
	"math/rand"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"etcetera/e2e/tools/robustness/history"
)

// watcher watches from the first revision on. When its stream ends, for whatever reason, it opens another where it had come
// to; one with several clients takes another member then, and ends its streams by itself from time to time.
type watcher struct {
	name     string
	members  []string
	clients  []*clientv3.Client
	size     int
	random   *rand.Rand
	record   func(history.WatchResponse)
	clock    func() int64
	key, end string

	stream int
	next   int64
	seen   func(revision int64)
}

func (w *watcher) run(ctx context.Context) {
	w.next = 1
	for ctx.Err() == nil {
		w.one(ctx)
		w.stream++
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// one stream, until it ends.
func (w *watcher) one(ctx context.Context) {
	at := w.random.Intn(len(w.clients))
	life := time.Duration(1000+w.random.Intn(2500)) * time.Millisecond
	if len(w.clients) == 1 {
		life = time.Hour
	}
	ctx, cancel := context.WithTimeout(clientv3.WithRequireLeader(ctx), life)
	defer cancel()
	options := []clientv3.OpOption{clientv3.WithRev(w.next), clientv3.WithPrevKV(), clientv3.WithProgressNotify(),
		clientv3.WithRange(w.end)}
	if w.random.Intn(2) == 0 {
		options = append(options, clientv3.WithFragment())
	}
	from := w.next
	for answer := range w.clients[at].Watch(ctx, w.key, options...) {
		now := w.clock()
		if ctx.Err() != nil && answer.Err() != nil {
			return
		}
		w.answer(now, from, w.members[at], answer)
		if answer.Err() != nil {
			return
		}
		if w.random.Intn(8) == 0 {
			_ = w.clients[at].RequestProgress(ctx)
		}
	}
}

func (w *watcher) answer(now, from int64, member string, answer clientv3.WatchResponse) {
	r := history.WatchResponse{Watcher: w.name, Stream: w.stream, Member: member, Time: now, Key: w.key, End: w.end,
		From: from, Revision: answer.Header.GetRevision(), Progress: answer.IsProgressNotify(),
		Compacted: answer.CompactRevision}
	if err := answer.Err(); err != nil {
		r.Error = err.Error()
	}
	for _, e := range answer.Events {
		event := history.Event{Delete: e.Type == clientv3.EventTypeDelete, KV: toKV(e.Kv, w.size)}
		if e.PrevKv != nil {
			previous := toKV(e.PrevKv, w.size)
			event.Prev = &previous
		}
		r.Events = append(r.Events, event)
		w.next = e.Kv.ModRevision + 1
	}
	if r.Progress {
		w.next = max(w.next, r.Revision+1)
	}
	if r.Compacted != 0 {
		w.next = max(w.next, r.Compacted)
	}
	w.record(r)
	w.seen(w.next - 1)
}
