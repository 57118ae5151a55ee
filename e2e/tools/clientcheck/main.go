// Program clientcheck talks to a cluster through Go's own etcd client, as programs written against it do, and prints one
// line for each thing that worked. It ends with status 1 at the first that did not.
//
//	clientcheck http://127.0.0.1:2379[,...]
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/concurrency"
)

type check struct {
	name string
	run  func(ctx context.Context, c *clientv3.Client) error
}

var checks = []check{
	{"put and range", putAndRange},
	{"pages with limit and sort", pages},
	{"transaction", transaction},
	{"watch from now and from the past", watch},
	{"watch of a compacted revision", watchCompacted},
	{"lease", lease},
	{"lease expiry", leaseExpiry},
	{"errors by identity", errorsByIdentity},
	{"session, mutex and STM", session},
	{"cluster and maintenance", cluster},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: clientcheck ENDPOINT[,ENDPOINT...]")
		os.Exit(2)
	}
	client, err := clientv3.New(clientv3.Config{Endpoints: strings.Split(os.Args[1], ","), DialTimeout: 5 * time.Second})
	if err != nil {
		fail("connect", err)
	}
	defer client.Close()
	for _, c := range checks {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		err := c.run(ctx, client)
		cancel()
		if err != nil {
			fail(c.name, err)
		}
		fmt.Println("ok", c.name)
	}
}

func fail(name string, err error) {
	fmt.Println("FAILED", name+":", err)
	os.Exit(1)
}

func expect(what string, want, got any) error {
	if fmt.Sprint(want) != fmt.Sprint(got) {
		return fmt.Errorf("%s: want %v, got %v", what, want, got)
	}
	return nil
}

func putAndRange(ctx context.Context, c *clientv3.Client) error {
	for i := range 20 {
		if _, err := c.Put(ctx, fmt.Sprintf("pr/%02d", i), fmt.Sprint(i)); err != nil {
			return err
		}
	}
	all, err := c.Get(ctx, "pr/", clientv3.WithPrefix())
	if err != nil {
		return err
	}
	serial, err := c.Get(ctx, "pr/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	if err != nil {
		return err
	}
	deleted, err := c.Delete(ctx, "pr/1", clientv3.WithPrefix(), clientv3.WithPrevKV())
	if err != nil {
		return err
	}
	return errors.Join(expect("keys", 20, len(all.Kvs)), expect("count", 20, serial.Count),
		expect("deleted", 10, deleted.Deleted), expect("previous", "10", string(deleted.PrevKvs[0].Value)))
}

func pages(ctx context.Context, c *clientv3.Client) error {
	for i := range 25 {
		if _, err := c.Put(ctx, fmt.Sprintf("pg/%02d", i), strings.Repeat("x", i)); err != nil {
			return err
		}
	}
	key, end, seen := "pg/", clientv3.GetPrefixRangeEnd("pg/"), 0
	for {
		page, err := c.Get(ctx, key, clientv3.WithRange(end), clientv3.WithLimit(7))
		if err != nil {
			return err
		}
		seen += len(page.Kvs)
		if !page.More {
			break
		}
		key = string(page.Kvs[len(page.Kvs)-1].Key) + "\x00"
	}
	last, err := c.Get(ctx, "pg/", clientv3.WithPrefix(), clientv3.WithSort(clientv3.SortByModRevision, clientv3.SortDescend), clientv3.WithLimit(1))
	if err != nil {
		return err
	}
	return errors.Join(expect("keys over all pages", 25, seen), expect("newest", "pg/24", string(last.Kvs[0].Key)))
}

func transaction(ctx context.Context, c *clientv3.Client) error {
	create := func() (*clientv3.TxnResponse, error) {
		return c.Txn(ctx).If(clientv3.Compare(clientv3.CreateRevision("tx"), "=", 0)).
			Then(clientv3.OpPut("tx", "mine")).Else(clientv3.OpGet("tx")).Commit()
	}
	first, err := create()
	if err != nil {
		return err
	}
	second, err := create()
	if err != nil {
		return err
	}
	nested, err := c.Txn(ctx).Then(clientv3.OpTxn([]clientv3.Cmp{clientv3.Compare(clientv3.Value("tx"), "=", "mine")},
		[]clientv3.Op{clientv3.OpPut("tx/nested", "yes"), clientv3.OpGet("tx/nested")}, nil)).Commit()
	if err != nil {
		return err
	}
	inner := nested.Responses[0].GetResponseTxn()
	return errors.Join(expect("first", true, first.Succeeded), expect("second", false, second.Succeeded),
		expect("other's value", "mine", string(second.Responses[0].GetResponseRange().Kvs[0].Value)),
		expect("nested", true, inner.Succeeded), expect("own write", "yes", string(inner.Responses[1].GetResponseRange().Kvs[0].Value)))
}

func collect(ctx context.Context, events clientv3.WatchChan, count int) (string, error) {
	var text []string
	for len(text) < count {
		select {
		case response, open := <-events:
			if !open {
				return "", errors.New("watch closed")
			}
			if response.Err() != nil {
				return "", response.Err()
			}
			for _, e := range response.Events {
				text = append(text, fmt.Sprintf("%s %s=%s", e.Type, e.Kv.Key, e.Kv.Value))
			}
		case <-ctx.Done():
			return "", fmt.Errorf("only %d of %d events: %v", len(text), count, text)
		}
	}
	return strings.Join(text, "; "), nil
}

func watch(ctx context.Context, c *clientv3.Client) error {
	ctx, cancel := context.WithCancel(clientv3.WithRequireLeader(ctx))
	defer cancel()
	start, err := c.Put(ctx, "wa/0", "before")
	if err != nil {
		return err
	}
	// A member that lags may not have the first put yet: "now" is what follows it.
	live := c.Watch(ctx, "wa/", clientv3.WithPrefix(), clientv3.WithCreatedNotify(), clientv3.WithRev(start.Header.Revision+1))
	if created := <-live; !created.Created {
		return fmt.Errorf("not created: %v", created.Err())
	}
	for _, op := range []clientv3.Op{clientv3.OpPut("wa/1", "a"), clientv3.OpPut("wa/1", "b"), clientv3.OpDelete("wa/1")} {
		if _, err := c.Do(ctx, op); err != nil {
			return err
		}
	}
	now, err := collect(ctx, live, 3)
	if err != nil {
		return err
	}
	past, err := collect(ctx, c.Watch(ctx, "wa/", clientv3.WithPrefix(), clientv3.WithRev(start.Header.Revision)), 4)
	if err != nil {
		return err
	}
	want := "PUT wa/1=a; PUT wa/1=b; DELETE wa/1="
	return errors.Join(expect("live", want, now), expect("past", "PUT wa/0=before; "+want, past))
}

func watchCompacted(ctx context.Context, c *clientv3.Client) error {
	put, err := c.Put(ctx, "wc", "1")
	if err != nil {
		return err
	}
	if _, err := c.Compact(ctx, put.Header.Revision); err != nil {
		return err
	}
	response := <-c.Watch(ctx, "wc", clientv3.WithRev(1))
	return errors.Join(expect("error", rpctypes.ErrCompacted, response.Err()), expect("compacted at", put.Header.Revision, response.CompactRevision))
}

func lease(ctx context.Context, c *clientv3.Client) error {
	grant, err := c.Grant(ctx, 60)
	if err != nil {
		return err
	}
	if _, err := c.Put(ctx, "le", "1", clientv3.WithLease(grant.ID)); err != nil {
		return err
	}
	alive, err := c.KeepAliveOnce(ctx, grant.ID)
	if err != nil {
		return err
	}
	left, err := c.TimeToLive(ctx, grant.ID, clientv3.WithAttachedKeys())
	if err != nil {
		return err
	}
	if _, err := c.Revoke(ctx, grant.ID); err != nil {
		return err
	}
	gone, err := c.Get(ctx, "le")
	if err != nil {
		return err
	}
	_, again := c.KeepAliveOnce(ctx, grant.ID)
	return errors.Join(expect("kept alive for", 60, alive.TTL), expect("keys", "le", string(left.Keys[0])),
		expect("keys after revocation", 0, len(gone.Kvs)), expect("keep-alive after revocation", rpctypes.ErrLeaseNotFound, again))
}

func leaseExpiry(ctx context.Context, c *clientv3.Client) error {
	grant, err := c.Grant(ctx, 1)
	if err != nil {
		return err
	}
	put, err := c.Put(ctx, "lx", "1", clientv3.WithLease(grant.ID))
	if err != nil {
		return err
	}
	deleted, err := collect(ctx, c.Watch(ctx, "lx", clientv3.WithRev(put.Header.Revision+1)), 1)
	return errors.Join(err, expect("event", "DELETE lx=", deleted))
}

func errorsByIdentity(ctx context.Context, c *clientv3.Client) error {
	_, empty := c.Put(ctx, "", "x")
	_, future := c.Get(ctx, "x", clientv3.WithRev(1<<40))
	_, noLease := c.Put(ctx, "x", "y", clientv3.WithLease(12345))
	_, duplicate := c.Txn(ctx).Then(clientv3.OpPut("d", "1"), clientv3.OpPut("d", "2")).Commit()
	_, missing := c.Put(ctx, "er/missing", "", clientv3.WithIgnoreValue())
	_, member := c.MemberRemove(ctx, 1)
	_, large := c.Put(ctx, "x", strings.Repeat("x", 1600*1024))
	return errors.Join(expect("empty key", rpctypes.ErrEmptyKey, empty), expect("future", rpctypes.ErrFutureRev, future),
		expect("no lease", rpctypes.ErrLeaseNotFound, noLease), expect("duplicate", rpctypes.ErrDuplicateKey, duplicate),
		expect("missing key", rpctypes.ErrKeyNotFound, missing), expect("no member", rpctypes.ErrMemberNotFound, member),
		expect("too large", rpctypes.ErrRequestTooLarge, large))
}

func session(ctx context.Context, c *clientv3.Client) error {
	s, err := concurrency.NewSession(c, concurrency.WithTTL(10))
	if err != nil {
		return err
	}
	mutex := concurrency.NewMutex(s, "mu")
	if err := mutex.Lock(ctx); err != nil {
		return err
	}
	if err := mutex.Unlock(ctx); err != nil {
		return err
	}
	election := concurrency.NewElection(s, "el")
	if err := election.Campaign(ctx, "me"); err != nil {
		return err
	}
	leader, err := election.Leader(ctx)
	if err != nil {
		return err
	}
	if _, err := concurrency.NewSTM(c, func(stm concurrency.STM) error {
		stm.Put("stm", stm.Get("stm")+"x")
		return nil
	}); err != nil {
		return err
	}
	return errors.Join(expect("leader", "me", string(leader.Kvs[0].Value)), election.Resign(ctx), s.Close())
}

func cluster(ctx context.Context, c *clientv3.Client) error {
	members, err := c.MemberList(ctx)
	if err != nil {
		return err
	}
	for _, endpoint := range c.Endpoints() {
		status, err := c.Status(ctx, endpoint)
		if err != nil {
			return err
		}
		if status.Leader == 0 || status.DbSize == 0 || !strings.HasPrefix(status.Version, "3.7.") || len(status.Errors) > 0 {
			return fmt.Errorf("status of %s: %v", endpoint, status)
		}
		if _, err := c.HashKV(ctx, endpoint, 0); err != nil {
			return err
		}
	}
	alarms, err := c.AlarmList(ctx)
	return errors.Join(err, expect("members", len(c.Endpoints()), len(members.Members)), expect("alarms", 0, len(alarms.Alarms)))
}
