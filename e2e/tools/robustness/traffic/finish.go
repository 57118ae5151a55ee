package traffic

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"etcetera/e2e/tools/robustness/cluster"
	"etcetera/e2e/tools/robustness/history"
)

// Finish ends the requests, lets leases run out and watches come to the end, and records every member's state. All members
// must serve again.
func (t *Traffic) Finish(deadline time.Duration) error {
	end := time.Now().Add(deadline)
	t.stopClients()
	t.clients.Wait()
	defer t.close()
	if t.profile.LeaseTTL > 0 {
		if err := t.awaitExpiry(end); err != nil {
			return err
		}
	}
	revision, err := t.lastWrite(end)
	if err != nil {
		return err
	}
	if err := t.awaitWatches(revision, end); err != nil {
		return err
	}
	finals, err := t.finals(revision, end)
	if err != nil {
		return err
	}
	return t.awaitWatches(finals[0].Revision, end)
}

// finals are of all members at the same revision: a request without an answer may still be done for a while.
func (t *Traffic) finals(revision int64, end time.Time) ([]history.Final, error) {
	for {
		var finals []history.Final
		same := true
		for _, m := range t.cluster.Current() {
			f, err := t.final(m, revision, end)
			if err != nil {
				return nil, err
			}
			finals = append(finals, f)
			same = same && f.Revision == finals[0].Revision
		}
		if same || time.Now().After(end) {
			for _, f := range finals {
				t.recorder.Add(history.Record{Final: &f})
			}
			return finals, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (t *Traffic) close() {
	t.stopWatches()
	t.watches.Wait()
	for _, connection := range t.connections {
		connection.Close()
	}
}

// attempt repeats until it works or the time is over.
func attempt(what string, end time.Time, try func(ctx context.Context) error) error {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		err := try(ctx)
		cancel()
		if err == nil {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s: %w", what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (t *Traffic) anyClient() (*client, *clientv3.Client, error) {
	m := t.cluster.Current()[0]
	etcd, err := t.connect(m)
	if err != nil {
		return nil, nil, err
	}
	c := &client{number: firstStray, member: m.Name, etcd: etcd, profile: t.profile, clock: t.Clock,
		mods: map[string]int64{}, record: func(op history.Op) { t.recorder.Add(history.Record{Op: &op}) }}
	c.profile.TimeoutMS = 5000
	return c, etcd, nil
}

// awaitExpiry: nobody renews leases any more, so their keys must go.
func (t *Traffic) awaitExpiry(end time.Time) error {
	_, etcd, err := t.anyClient()
	if err != nil {
		return err
	}
	return attempt("leases do not end", end, func(ctx context.Context) error {
		answer, err := etcd.Get(ctx, allKeys, clientv3.WithRange(keysEnd))
		if err != nil {
			return err
		}
		for _, kv := range answer.Kvs {
			if kv.Lease != 0 {
				return fmt.Errorf("%s still has lease %x", kv.Key, kv.Lease)
			}
		}
		return nil
	})
}

// lastWrite is the end that every watch must see.
func (t *Traffic) lastWrite(end time.Time) (int64, error) {
	c, _, err := t.anyClient()
	if err != nil {
		return 0, err
	}
	var revision int64
	err = attempt("the last write", end, func(context.Context) error {
		op := history.Op{}
		record := c.record
		c.record = func(o history.Op) { op = o; record(o) }
		defer func() { c.record = record }()
		c.plain(history.Change{Key: key(0), Value: c.newValue()})
		revision = op.Revision
		if op.Error != "" {
			return fmt.Errorf("%s", op.Error)
		}
		return nil
	})
	return revision, err
}

func (t *Traffic) awaitWatches(revision int64, end time.Time) error {
	for {
		behind := t.behind(revision)
		if len(behind) == 0 {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("watches do not come to revision %d: %s", revision, strings.Join(behind, ", "))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (t *Traffic) behind(revision int64) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var behind []string
	for name, position := range t.positions {
		if position.Load() < revision {
			behind = append(behind, fmt.Sprintf("%s is at %d", name, (*atomic.Int64)(position).Load()))
		}
	}
	sort.Strings(behind)
	return behind
}

func (t *Traffic) final(m *cluster.Member, revision int64, end time.Time) (history.Final, error) {
	f := history.Final{Member: m.Name}
	etcd, err := t.connect(m)
	if err != nil {
		return f, err
	}
	err = attempt("the state of "+m.Name, end, func(ctx context.Context) error {
		read, err := etcd.Get(ctx, "\x00", clientv3.WithFromKey(), clientv3.WithSerializable())
		if err != nil {
			return err
		}
		if read.Header.Revision < revision {
			return fmt.Errorf("is at revision %d, behind %d", read.Header.Revision, revision)
		}
		hash, err := etcd.HashKV(ctx, m.Endpoint(), read.Header.Revision)
		if err != nil {
			return err
		}
		f.Revision, f.Hash, f.Compacted, f.KVs = read.Header.Revision, hash.Hash, hash.CompactRevision, nil
		for _, kv := range read.Kvs {
			f.KVs = append(f.KVs, toKV(kv, t.profile.ValueBytes))
		}
		return nil
	})
	return f, err
}
