// Package fault is what goes wrong in a cluster while clients use it.
package fault

import (
	"fmt"
	"math/rand"
	"time"

	"etcetera/e2e/tools/robustness/cluster"
	"etcetera/e2e/tools/robustness/traffic"
)

// Fault is a row of the data file: steps, one after the other.
type Fault struct {
	Name    string   `json:"name"`
	About   string   `json:"about"`
	Steps   []Step   `json:"steps"`
	Repeat  int      `json:"repeat"`  // how often the steps are done; 1 when not set
	Members int      `json:"members"` // 3 when not set
	Flags   []string `json:"flags"`
	DiskMB  int64    `json:"diskMB"`  // size of each member's own disk
	Traffic []string `json:"traffic"` // the profiles that suit; all when not set
	Needs   []string `json:"needs"`   // failpoints, clock, netem
}

// Step is done to its target, held, and undone.
type Step struct {
	Action  string  `json:"action"`
	Target  string  `json:"target"`
	HoldMS  int     `json:"holdMS"`
	AfterMS int     `json:"afterMS"` // of peace, once it is undone
	Point   string  `json:"point"`   // failpoint
	Payload string  `json:"payload"`
	Share   float64 `json:"share"`   // of lost packets
	Rate    string  `json:"rate"`    // of a slow link
	Delay   string  `json:"delay"`   // of a far link
	Seconds int64   `json:"seconds"` // that the clock is ahead
	LeaveKB int64   `json:"leaveKB"`
}

// Check finds faults that make no sense.
func (f Fault) Check() error {
	if f.Name == "" || len(f.Steps) == 0 {
		return fmt.Errorf("fault %q needs steps", f.Name)
	}
	for _, s := range f.Steps {
		if actions[s.Action] == nil {
			return fmt.Errorf("fault %q: no action is called %q", f.Name, s.Action)
		}
		if s.Target != "" && targets[s.Target] == nil {
			return fmt.Errorf("fault %q: no target is called %q", f.Name, s.Target)
		}
	}
	return nil
}

// Wants is whether the fault needs something.
func (f Fault) Wants(need string) bool {
	for _, n := range f.Needs {
		if n == need {
			return true
		}
	}
	return false
}

// Stage is where a fault happens.
type Stage struct {
	Cluster *cluster.Cluster
	Traffic *traffic.Traffic
	Random  *rand.Rand
}

const (
	leaderWithin = 20 * time.Second
	endWithin    = 20 * time.Second
	servesWithin = 90 * time.Second
)

// Run does all steps and heals the cluster. An error is a failure of the cluster, such as a member that ended by itself.
func (f Fault) Run(s *Stage) error {
	for range max(f.Repeat, 1) {
		for _, step := range f.Steps {
			if err := s.step(step); err != nil {
				return err
			}
		}
	}
	return s.heal()
}

func (s *Stage) step(step Step) error {
	members, err := s.pick(step.Target)
	if err != nil {
		return err
	}
	names := ""
	for _, m := range members {
		names += " " + m.Name
	}
	s.Traffic.Note("%s %s:%s", step.Action, step.Target, names)
	undo, err := actions[step.Action](s, step, members)
	if err != nil {
		return fmt.Errorf("%s: %w", step.Action, err)
	}
	if err := s.pass(step.HoldMS); err != nil {
		return err
	}
	if undo != nil {
		s.Traffic.Note("end of %s", step.Action)
		if err := undo(); err != nil {
			return fmt.Errorf("end of %s: %w", step.Action, err)
		}
	}
	return s.pass(step.AfterMS)
}

// pass lets time go by for the traffic, but not past a member that ends by itself.
func (s *Stage) pass(milliseconds int) error {
	end := time.Now().Add(time.Duration(milliseconds) * time.Millisecond)
	for {
		for _, m := range s.Cluster.Current() {
			if m.Crashed() {
				return fmt.Errorf("%s has ended by itself:\n%s", m.Name, m.LogTail())
			}
		}
		if time.Now().After(end) {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// heal starts what does not run and waits until all serve.
func (s *Stage) heal() error {
	if err := s.Cluster.Network.Heal(); err != nil {
		return err
	}
	for _, m := range s.Cluster.Current() {
		if !m.Alive() {
			if err := m.Start(); err != nil {
				return err
			}
		}
	}
	if err := s.Cluster.AwaitHealthy(servesWithin); err != nil {
		return err
	}
	s.Traffic.Note("all members serve")
	return nil
}

var targets = map[string]func(members []*cluster.Member, leader *cluster.Member) []*cluster.Member{
	"leader": func(_ []*cluster.Member, leader *cluster.Member) []*cluster.Member {
		return []*cluster.Member{leader}
	},
	"follower": func(members []*cluster.Member, leader *cluster.Member) []*cluster.Member {
		return without(members, leader)[:1]
	},
	"any": func(members []*cluster.Member, _ *cluster.Member) []*cluster.Member { return members[:1] },
	"all": func(members []*cluster.Member, _ *cluster.Member) []*cluster.Member { return members },
	"minority": func(members []*cluster.Member, _ *cluster.Member) []*cluster.Member {
		return members[:(len(members)-1)/2]
	},
	"majority": func(members []*cluster.Member, _ *cluster.Member) []*cluster.Member {
		return members[:len(members)/2+1]
	},
	"leader's minority": func(members []*cluster.Member, leader *cluster.Member) []*cluster.Member {
		return append([]*cluster.Member{leader}, without(members, leader)...)[:(len(members)-1)/2]
	},
}

func without(members []*cluster.Member, one *cluster.Member) []*cluster.Member {
	var others []*cluster.Member
	for _, m := range members {
		if m != one {
			others = append(others, m)
		}
	}
	return others
}

// pick shuffles by the seed, so that the same seed takes the same members (who leads is not in our hands).
func (s *Stage) pick(target string) ([]*cluster.Member, error) {
	if target == "" {
		return nil, nil
	}
	members := s.Cluster.Current()
	s.Random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	var leader *cluster.Member
	if target != "any" && target != "all" && target != "minority" && target != "majority" {
		var err error
		if leader, err = s.Cluster.Leader(leaderWithin); err != nil {
			return nil, err
		}
	}
	return targets[target](members, leader), nil
}
