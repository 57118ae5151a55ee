// Package traffic is what clients do to a cluster, and what they record of it.
package traffic

import (
	"fmt"
	"strings"
	"time"
)

// Profile of clients, as data. Weights name the requests; see the table in request.go.
type Profile struct {
	Name       string         `json:"name"`
	About      string         `json:"about"`
	Clients    int            `json:"clients"`
	Rate       float64        `json:"rate"` // requests a second, of all clients together
	Keys       int            `json:"keys"`
	ValueBytes int            `json:"valueBytes"`
	Weights    map[string]int `json:"weights"`
	Watchers   int            `json:"watchers"` // that move from member to member; besides one that stays at each member
	LeaseTTL   int64          `json:"leaseTTL"`
	CompactLag int64          `json:"compactLag"` // revisions that a compaction leaves
	TimeoutMS  int            `json:"timeoutMS"`
}

func (p Profile) timeout() time.Duration { return time.Duration(p.TimeoutMS) * time.Millisecond }

// Check finds profiles that make no sense.
func (p Profile) Check() error {
	if p.Name == "" || p.Clients < 1 || p.Rate <= 0 || p.Keys < 1 || p.TimeoutMS < 1 || len(p.Weights) == 0 {
		return fmt.Errorf("traffic %q needs clients, rate, keys, weights and timeoutMS", p.Name)
	}
	for name := range p.Weights {
		if requests[name] == nil {
			return fmt.Errorf("traffic %q: no request is called %q", p.Name, name)
		}
	}
	if p.Weights["leasedPut"] > 0 && p.LeaseTTL < 1 {
		return fmt.Errorf("traffic %q needs leaseTTL", p.Name)
	}
	return nil
}

// fill makes a value of the wanted size from its unique name, always the same.
func fill(name string, size int) string {
	if len(name)+1 >= size {
		return name
	}
	return name + "|" + strings.Repeat(name[len(name)-1:], size-len(name)-1)
}

// nameOf is the reverse. A value that was damaged keeps its damage, and is then a value nobody wrote.
func nameOf(value string, size int) string {
	name, _, found := strings.Cut(value, "|")
	if found && fill(name, size) == value {
		return name
	}
	return value
}

// key of a number; names are of different lengths, so that no order is the accidental one.
func key(n int) string { return fmt.Sprintf("k/%d", n) }

const (
	allKeys = "k/"
	keysEnd = "k0"
)
