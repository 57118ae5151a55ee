package traffic

import (
	"context"
	"sort"

	clientv3 "go.etcd.io/etcd/client/v3"

	"etcetera/e2e/tools/robustness/history"
)

// requests by the name that a profile's weights use.
var requests map[string]func(*client)

func init() {
	requests = map[string]func(*client){
		"get":        func(c *client) { c.read(history.Op{Key: c.anyKey()}) },
		"list":       func(c *client) { c.read(history.Op{Key: allKeys, End: keysEnd}) },
		"staleGet":   func(c *client) { c.read(history.Op{Key: c.anyKey(), Serializable: true}) },
		"staleList":  func(c *client) { c.read(history.Op{Key: allKeys, End: keysEnd, Serializable: true}) },
		"listAt":     (*client).listAt,
		"put":        func(c *client) { c.plain(history.Change{Key: c.anyKey(), Value: c.newValue()}) },
		"delete":     func(c *client) { c.plain(history.Change{Key: c.anyKey(), Delete: true}) },
		"create":     func(c *client) { c.update(c.anyKey(), 0, false) },
		"update":     func(c *client) { k := c.anyKey(); c.update(k, c.mods[k], false) },
		"remove":     (*client).remove,
		"move":       (*client).move,
		"leasedPut":  (*client).leasedPut,
		"keepAlive":  (*client).keepAlive,
		"revoke":     (*client).revoke,
		"compact":    (*client).compact,
		"defragment": (*client).defragment,
	}
}

type weight struct {
	name   string
	weight int
}

func weights(p Profile) ([]weight, int) {
	var all []weight
	total := 0
	for name, w := range p.Weights {
		all = append(all, weight{name, w})
		total += w
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all, total
}

func (c *client) listAt() {
	if c.revision > 10 {
		c.read(history.Op{Key: allKeys, End: keysEnd, At: c.revision - c.random.Int63n(10)})
	}
}

// update as Kubernetes does it: only if nobody changed the key since, and otherwise learn what it is now.
func (c *client) update(key string, mod int64, remove bool) {
	change := history.Change{Key: key, Delete: remove}
	if !remove {
		change.Value = c.newValue()
	}
	c.txn(history.Op{If: []history.Condition{{Key: key, Mod: mod}}, Then: []history.Change{change}, Else: key})
}

func (c *client) remove() {
	if k := c.anyKey(); c.mods[k] > 0 {
		c.update(k, c.mods[k], true)
	}
}

// move takes a key away and makes or overwrites another, in one transaction.
func (c *client) move() {
	from, to := c.anyKey(), c.anyKey()
	if from == to || c.mods[from] == 0 {
		return
	}
	c.txn(history.Op{If: []history.Condition{{Key: from, Mod: c.mods[from]}},
		Then: []history.Change{{Key: from, Delete: true}, {Key: to, Value: c.newValue()}}, Else: from})
}

func (c *client) leasedPut() {
	if len(c.leases) == 0 || c.random.Intn(3) == 0 {
		granted := c.do(history.Op{Kind: history.Grant}, func(ctx context.Context, op *history.Op) error {
			answer, err := c.etcd.Grant(ctx, c.profile.LeaseTTL)
			if err != nil {
				return err
			}
			op.Lease, op.TTL = int64(answer.ID), answer.TTL
			return nil
		})
		if granted.Error != "" {
			return
		}
		c.leases = append(c.leases, granted.Lease)
	}
	c.plain(history.Change{Key: c.anyKey(), Value: c.newValue(), Lease: c.leases[len(c.leases)-1]})
}

func (c *client) keepAlive() {
	if len(c.leases) == 0 {
		return
	}
	id := c.leases[c.random.Intn(len(c.leases))]
	c.do(history.Op{Kind: history.KeepAlive, Lease: id}, func(ctx context.Context, op *history.Op) error {
		answer, err := c.etcd.KeepAliveOnce(ctx, clientv3.LeaseID(id))
		if err != nil {
			return err
		}
		op.TTL = answer.TTL
		return nil
	})
}

func (c *client) revoke() {
	if len(c.leases) == 0 {
		return
	}
	id := c.leases[0]
	c.leases = c.leases[1:]
	c.do(history.Op{Kind: history.Revoke, Lease: id}, func(ctx context.Context, _ *history.Op) error {
		_, err := c.etcd.Revoke(ctx, clientv3.LeaseID(id))
		return err
	})
}

func (c *client) compact() {
	at := c.revision - c.profile.CompactLag
	if at < 1 {
		return
	}
	c.do(history.Op{Kind: history.Compact, At: at}, func(ctx context.Context, _ *history.Op) error {
		_, err := c.etcd.Compact(ctx, at)
		return err
	})
}

func (c *client) defragment() {
	ctx, cancel := context.WithTimeout(c.ctx, c.profile.timeout())
	defer cancel()
	_, _ = c.etcd.Defragment(ctx, c.etcd.Endpoints()[0]) // Its answer promises nothing to readers.
}
