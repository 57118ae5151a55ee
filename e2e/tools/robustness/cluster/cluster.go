package cluster

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// Options of a cluster.
type Options struct {
	Programs  []string // one for each member, round robin
	Size      int
	Directory string
	Flags     []string
	DiskBytes int64  // when set, every member has a disk of its own of that size
	Clock     string // library with which members' clocks can be set (see clock/clock.c); empty when they need not be
}

// Cluster of member processes. Its members change only by the hand of the one goroutine that makes faults.
type Cluster struct {
	Network *Network
	Members []*Member
	options Options
}

// Start makes the network and starts all members.
func Start(options Options) (*Cluster, error) {
	network, err := NewNetwork(options.Size)
	if err != nil {
		return nil, err
	}
	c := &Cluster{Network: network, options: options}
	var initial []string
	for range options.Size {
		m := c.newMember("new")
		initial = append(initial, m.Name+"="+m.PeerURL())
	}
	for _, m := range c.Members {
		m.initial = strings.Join(initial, ",")
		if err := c.prepareDisk(m); err != nil {
			return nil, err
		}
		if err := m.Start(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Cluster) newMember(state string) *Member {
	i := len(c.Members)
	m := &Member{Name: netns(i), Index: i, cluster: c, state: state, program: c.options.Programs[i%len(c.options.Programs)]}
	c.Members = append(c.Members, m)
	return m
}

func (c *Cluster) prepareDisk(m *Member) error {
	if err := os.MkdirAll(m.Directory(), 0o755); err != nil {
		return err
	}
	if c.options.DiskBytes == 0 {
		return nil
	}
	return syscall.Mount("tmpfs", m.Directory(), "tmpfs", 0, fmt.Sprintf("size=%d", c.options.DiskBytes))
}

// Join starts one more member, which must have been added to the cluster before.
func (c *Cluster) Join(id uint64) (*Member, error) {
	var initial []string
	for _, m := range c.Current() {
		initial = append(initial, m.Name+"="+m.PeerURL())
	}
	m := c.newMember("existing")
	m.ID = id
	m.initial = strings.Join(append(initial, m.Name+"="+m.PeerURL()), ",")
	if err := c.prepareDisk(m); err != nil {
		return nil, err
	}
	return m, m.Start()
}

// NextPeerURL is of the member that Join will start.
func (c *Cluster) NextPeerURL() (string, error) {
	if err := c.Network.Grow(); err != nil {
		return "", err
	}
	return (&Member{Index: len(c.Members)}).PeerURL(), nil
}

// Current members: all that were not removed.
func (c *Cluster) Current() []*Member {
	var current []*Member
	for _, m := range c.Members {
		if !m.Removed {
			current = append(current, m)
		}
	}
	return current
}

// Leader asks every member, and believes the one with the highest term that knows.
func (c *Cluster) Leader(deadline time.Duration) (*Member, error) {
	end := time.Now().Add(deadline)
	for time.Now().Before(end) {
		ids, leader := map[uint64]*Member{}, uint64(0)
		var term uint64
		for _, m := range c.Current() {
			if status, err := m.Status(); err == nil {
				ids[status.Header.MemberId] = m
				if status.Leader != 0 && status.RaftTerm >= term {
					leader, term = status.Leader, status.RaftTerm
				}
			}
		}
		if m, there := ids[leader]; there {
			return m, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, fmt.Errorf("no leader within %v", deadline)
}

// Status of the member, by a connection of its own.
func (m *Member) Status() (*clientv3.StatusResponse, error) {
	client, err := m.Client()
	if err != nil {
		return nil, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return client.Status(ctx, m.Endpoint())
}

// AwaitHealthy waits until every current member serves linearizable reads.
func (c *Cluster) AwaitHealthy(deadline time.Duration) error {
	end := time.Now().Add(deadline)
	for _, m := range c.Current() {
		for {
			err := m.read()
			if err == nil {
				break
			}
			if m.Crashed() {
				return fmt.Errorf("%s has ended by itself:\n%s", m.Name, m.LogTail())
			}
			if time.Now().After(end) {
				return fmt.Errorf("%s does not serve within %v: %v\n%s", m.Name, deadline, err, m.LogTail())
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	return nil
}

func (m *Member) read() error {
	client, err := m.Client()
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_, err = client.Get(ctx, "health")
	return err
}

// Stop ends every process.
func (c *Cluster) Stop() {
	for _, m := range c.Members {
		_ = m.signal(syscall.SIGKILL)
	}
	for _, m := range c.Members {
		_ = m.AwaitEnd(20 * time.Second)
	}
}
