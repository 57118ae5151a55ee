package traffic

import (
	"context"
	"fmt"
	"math/rand"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"etcetera/e2e/tools/robustness/history"
)

// client is bound to one member, has one request under way at a time and records all of them.
type client struct {
	number  int
	member  string
	etcd    *clientv3.Client
	profile Profile
	random  *rand.Rand
	record  func(history.Op)
	clock   func() int64
	ctx     context.Context

	sequence int
	mods     map[string]int64 // what this client last knew, as an informer's cache
	revision int64
	leases   []int64
}

// run makes requests at the client's share of the rate until the context ends; a request under way is let end.
func (c *client) run() {
	pause := time.Duration(float64(time.Second) * float64(c.profile.Clients) / c.profile.Rate)
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	names, total := weights(c.profile)
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-ticker.C:
		}
		pick := c.random.Intn(total)
		for _, w := range names {
			if pick -= w.weight; pick < 0 {
				requests[w.name](c)
				break
			}
		}
	}
}

func (c *client) anyKey() string { return key(c.random.Intn(c.profile.Keys)) }

func (c *client) newValue() string {
	c.sequence++
	return fmt.Sprintf("c%d-%d", c.number, c.sequence)
}

// do times a request and records it; ask fills the answer in.
func (c *client) do(op history.Op, ask func(context.Context, *history.Op) error) history.Op {
	ctx, cancel := context.WithTimeout(context.Background(), c.profile.timeout())
	defer cancel()
	op.Client, op.Member = c.number, c.member
	op.Call = c.clock()
	err := ask(ctx, &op)
	op.Return = c.clock()
	if err != nil {
		op.Error = err.Error()
	}
	c.record(op)
	c.learn(op)
	return op
}

// learn keeps the client's cache.
func (c *client) learn(op history.Op) {
	if op.Error != "" {
		return
	}
	c.revision = max(c.revision, op.Revision)
	if op.Kind == history.Read && op.End == "" && op.At == 0 {
		c.mods[op.Key] = 0
	}
	if op.Kind == history.Write && op.Succeeded {
		for _, change := range op.Then {
			c.mods[change.Key] = op.Revision
			if change.Delete {
				c.mods[change.Key] = 0
			}
		}
	}
	if op.Kind == history.Write && !op.Succeeded {
		c.mods[op.Else] = 0
	}
	if op.At == 0 {
		for _, kv := range op.KVs {
			c.mods[kv.Key] = kv.Mod
		}
	}
}

func (c *client) read(op history.Op) {
	op.Kind = history.Read
	c.do(op, func(ctx context.Context, op *history.Op) error {
		var options []clientv3.OpOption
		if op.End != "" {
			options = append(options, clientv3.WithRange(op.End))
		}
		if op.Serializable {
			options = append(options, clientv3.WithSerializable())
		}
		if op.At != 0 {
			options = append(options, clientv3.WithRev(op.At))
		}
		answer, err := c.etcd.Get(ctx, op.Key, options...)
		if err != nil {
			return err
		}
		op.Revision, op.KVs = answer.Header.Revision, c.kvs(answer.Kvs)
		return nil
	})
}

// txn writes by transaction: If, Then and Else of the record are what is asked for.
func (c *client) txn(op history.Op) {
	op.Kind = history.Write
	c.do(op, func(ctx context.Context, op *history.Op) error {
		var compares []clientv3.Cmp
		for _, condition := range op.If {
			compares = append(compares, clientv3.Compare(clientv3.ModRevision(condition.Key), "=", condition.Mod))
		}
		var changes, otherwise []clientv3.Op
		for _, change := range op.Then {
			changes = append(changes, c.change(change))
		}
		if op.Else != "" {
			otherwise = append(otherwise, clientv3.OpGet(op.Else))
		}
		answer, err := c.etcd.Txn(ctx).If(compares...).Then(changes...).Else(otherwise...).Commit()
		if err != nil {
			return err
		}
		op.Revision, op.Succeeded = answer.Header.Revision, answer.Succeeded
		if answer.Succeeded {
			for _, response := range answer.Responses {
				op.Deleted = append(op.Deleted, response.GetResponseDeleteRange().GetDeleted() > 0)
			}
		} else if op.Else != "" {
			op.KVs = c.kvs(answer.Responses[0].GetResponseRange().Kvs)
		}
		return nil
	})
}

func (c *client) change(change history.Change) clientv3.Op {
	if change.Delete {
		return clientv3.OpDelete(change.Key)
	}
	return clientv3.OpPut(change.Key, fill(change.Value, c.profile.ValueBytes), clientv3.WithLease(clientv3.LeaseID(change.Lease)))
}

// plain writes without a transaction.
func (c *client) plain(change history.Change) {
	op := history.Op{Kind: history.Write, Then: []history.Change{change}}
	c.do(op, func(ctx context.Context, op *history.Op) error {
		answer, err := c.etcd.Do(ctx, c.change(change))
		if err != nil {
			return err
		}
		op.Succeeded = true
		if change.Delete {
			op.Revision = answer.Del().Header.Revision
			op.Deleted = []bool{answer.Del().Deleted > 0}
		} else {
			op.Revision, op.Deleted = answer.Put().Header.Revision, []bool{false}
		}
		return nil
	})
}

func (c *client) kvs(kvs []*mvccpb.KeyValue) []history.KV {
	var all []history.KV
	for _, kv := range kvs {
		all = append(all, toKV(kv, c.profile.ValueBytes))
	}
	return all
}

func toKV(kv *mvccpb.KeyValue, size int) history.KV {
	return history.KV{Key: string(kv.Key), Value: nameOf(string(kv.Value), size), Create: kv.CreateRevision,
		Mod: kv.ModRevision, Version: kv.Version, Lease: kv.Lease}
}
