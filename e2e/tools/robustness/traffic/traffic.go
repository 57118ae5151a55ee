package traffic

import (
	"context"
	"fmt"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"etcetera/e2e/tools/robustness/cluster"
	"etcetera/e2e/tools/robustness/history"
)

// firstStray is the number of clients that are not part of the profile.
const firstStray = 1000

// Traffic on a cluster. Start it, let faults happen, then Finish.
type Traffic struct {
	profile  Profile
	cluster  *cluster.Cluster
	recorder *history.Recorder
	began    time.Time
	seed     int64

	stopClients, stopWatches context.CancelFunc
	clientsContext           context.Context
	watchContext             context.Context
	clients, watches         sync.WaitGroup
	mu                       sync.Mutex
	positions                map[string]*atomic.Int64
	connections              []*clientv3.Client
	numbers                  int
}

// Start begins requests and watches on all members.
func Start(profile Profile, c *cluster.Cluster, recorder *history.Recorder, seed int64) (*Traffic, error) {
	t := &Traffic{profile: profile, cluster: c, recorder: recorder, began: time.Now(), seed: seed,
		positions: map[string]*atomic.Int64{}}
	t.clientsContext, t.stopClients = context.WithCancel(context.Background())
	t.watchContext, t.stopWatches = context.WithCancel(context.Background())
	for _, m := range c.Members {
		if err := t.watchOf(m); err != nil {
			return nil, err
		}
	}
	for i := range profile.Watchers {
		if err := t.wander(fmt.Sprintf("wandering watch %d", i+1), i); err != nil {
			return nil, err
		}
	}
	for i := range profile.Clients {
		if err := t.clientOf(c.Members[i%len(c.Members)]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Clock is nanoseconds since the traffic began.
func (t *Traffic) Clock() int64 { return int64(time.Since(t.began)) }

// Note records what the harness did.
func (t *Traffic) Note(format string, arguments ...any) {
	t.recorder.Add(history.Record{Note: &history.Note{Time: t.Clock(), Text: fmt.Sprintf(format, arguments...)}})
}

// Join adds a watch and a client for a member that joined.
func (t *Traffic) Join(m *cluster.Member) error {
	if err := t.watchOf(m); err != nil {
		return err
	}
	return t.clientOf(m)
}

// Leave ends the watch of a member that was removed: it need not see the end.
func (t *Traffic) Leave(m *cluster.Member) {
	t.recorder.Add(history.Record{Watch: &history.WatchResponse{Watcher: watchName(m), Member: m.Name, Time: t.Clock(), Left: true}})
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.positions, watchName(m))
}

func (t *Traffic) connect(m *cluster.Member) (*clientv3.Client, error) {
	client, err := m.Client()
	if err == nil {
		t.mu.Lock()
		t.connections = append(t.connections, client)
		t.mu.Unlock()
	}
	return client, err
}

func (t *Traffic) clientOf(m *cluster.Member) error {
	etcd, err := t.connect(m)
	if err != nil {
		return err
	}
	t.numbers++
	c := &client{number: t.numbers, member: m.Name, etcd: etcd, profile: t.profile, clock: t.Clock, ctx: t.clientsContext,
		random: rand.New(rand.NewSource(t.seed*1000 + int64(t.numbers))), mods: map[string]int64{},
		record: func(op history.Op) { t.recorder.Add(history.Record{Op: &op}) }}
	t.clients.Add(1)
	go func() {
		defer t.clients.Done()
		c.run()
	}()
	return nil
}

func watchName(m *cluster.Member) string { return "watch at " + m.Name }

func (t *Traffic) watchOf(m *cluster.Member) error {
	etcd, err := t.connect(m)
	if err != nil {
		return err
	}
	t.watch(&watcher{name: watchName(m), members: []string{m.Name}, clients: []*clientv3.Client{etcd}, key: "\x00",
		end: "\x00"})
	return nil
}

// wander watches the whole store, or every other time a part of it.
func (t *Traffic) wander(name string, number int) error {
	w := &watcher{name: name, key: "\x00", end: "\x00"}
	if number%2 == 1 {
		w.key, w.end = key(0), key(t.profile.Keys/2)
	}
	for _, m := range t.cluster.Members {
		etcd, err := t.connect(m)
		if err != nil {
			return err
		}
		w.members, w.clients = append(w.members, m.Name), append(w.clients, etcd)
	}
	t.watch(w)
	return nil
}

func (t *Traffic) watch(w *watcher) {
	position := &atomic.Int64{}
	t.mu.Lock()
	t.positions[w.name] = position
	t.mu.Unlock()
	w.size, w.clock = t.profile.ValueBytes, t.Clock
	w.random = rand.New(rand.NewSource(t.seed*1000 + int64(len(t.positions)) + firstStray))
	w.seen = position.Store
	w.record = func(r history.WatchResponse) { t.recorder.Add(history.Record{Watch: &r}) }
	t.watches.Add(1)
	go func() {
		defer t.watches.Done()
		w.run(t.watchContext)
	}()
}
