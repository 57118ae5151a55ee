package fault

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"etcetera/e2e/tools/robustness/cluster"
)

// action does something to members and returns how it is undone.
type action func(s *Stage, step Step, members []*cluster.Member) (func() error, error)

var actions map[string]action

func init() {
	actions = map[string]action{
		"wait":       func(*Stage, Step, []*cluster.Member) (func() error, error) { return nil, nil },
		"kill":       each((*cluster.Member).Kill, (*cluster.Member).Start),
		"pause":      each((*cluster.Member).Pause, (*cluster.Member).Resume),
		"isolate":    isolate,
		"deaf":       deaf,
		"mute":       mute,
		"bridge":     bridge,
		"lose":       lose,
		"slow":       slow,
		"delay":      delay,
		"fill":       fill,
		"clock":      clock,
		"failpoint":  failpoint,
		"replace":    replace,
		"moveLeader": moveLeader,
		"restart":    restart,
	}
}

// each does one thing to every member, and another to undo it.
func each(do, undo func(*cluster.Member) error) action {
	return func(_ *Stage, _ Step, members []*cluster.Member) (func() error, error) {
		err := forAll(members, do)
		return func() error { return forAll(members, undo) }, err
	}
}

func forAll(members []*cluster.Member, do func(*cluster.Member) error) error {
	for _, m := range members {
		if err := do(m); err != nil {
			return err
		}
	}
	return nil
}

// isolate parts the members from the others, who still see each other, as they do.
func isolate(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	return s.Cluster.Network.Heal, s.cut(members, s.others(members), true)
}

// deaf members send, but get nothing.
func deaf(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	return s.Cluster.Network.Heal, s.cut(s.others(members), members, false)
}

// mute members get everything, but what they send is lost.
func mute(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	return s.Cluster.Network.Heal, s.cut(members, s.others(members), false)
}

// bridge leaves one member that sees all; the others are parted in two halves.
func bridge(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	others := s.others(members[:1])
	half := len(others) / 2
	return s.Cluster.Network.Heal, s.cut(others[:half], others[half:], true)
}

func (s *Stage) others(members []*cluster.Member) []*cluster.Member {
	var others []*cluster.Member
	for _, m := range s.Cluster.Current() {
		if !slices.Contains(members, m) {
			others = append(others, m)
		}
	}
	return others
}

func (s *Stage) cut(from, to []*cluster.Member, both bool) error {
	for _, a := range from {
		for _, b := range to {
			if err := s.Cluster.Network.Cut(a.Index, b.Index); err != nil {
				return err
			}
			if !both {
				continue
			}
			if err := s.Cluster.Network.Cut(b.Index, a.Index); err != nil {
				return err
			}
		}
	}
	return nil
}

func lose(s *Stage, step Step, members []*cluster.Member) (func() error, error) {
	return s.Cluster.Network.Heal, forAll(members, func(m *cluster.Member) error {
		return s.Cluster.Network.Lose(m.Index, step.Share)
	})
}

func slow(s *Stage, step Step, members []*cluster.Member) (func() error, error) {
	return s.Cluster.Network.Heal, forAll(members, func(m *cluster.Member) error {
		return s.Cluster.Network.Slow(m.Index, step.Rate)
	})
}

func delay(s *Stage, step Step, members []*cluster.Member) (func() error, error) {
	return s.Cluster.Network.Heal, forAll(members, func(m *cluster.Member) error {
		return s.Cluster.Network.Delay(m.Index, step.Delay)
	})
}

// fill takes the space of a member's disk. The member may end by that; it must serve again when there is space.
func fill(_ *Stage, step Step, members []*cluster.Member) (func() error, error) {
	err := forAll(members, func(m *cluster.Member) error {
		m.ExpectEnd()
		return m.Fill(step.LeaveKB * 1024)
	})
	return func() error {
		return forAll(members, func(m *cluster.Member) error {
			if err := m.Empty(); err != nil || m.Alive() {
				return err
			}
			return m.Start()
		})
	}, err
}

func clock(_ *Stage, step Step, members []*cluster.Member) (func() error, error) {
	err := forAll(members, func(m *cluster.Member) error { return m.Clock(step.Seconds) })
	return func() error { return forAll(members, func(m *cluster.Member) error { return m.Clock(0) }) }, err
}

// failpoint sets one. A panic has to end the member, which is started again then.
func failpoint(s *Stage, step Step, members []*cluster.Member) (func() error, error) {
	panics := strings.Contains(step.Payload, "panic")
	err := forAll(members, func(m *cluster.Member) error {
		if panics {
			m.ExpectEnd()
		}
		if err := setFailpoint(m, step.Point, step.Payload); err != nil {
			return err
		}
		if panics {
			return m.AwaitEnd(endWithin)
		}
		return nil
	})
	return func() error {
		return forAll(members, func(m *cluster.Member) error {
			if panics {
				return m.Start()
			}
			return setFailpoint(m, step.Point, "")
		})
	}, err
}

// setFailpoint asks until it is done, because a member that has just been started does not listen yet. One that ended has
// been told, if it was to end.
func setFailpoint(m *cluster.Member, point, payload string) error {
	for end := time.Now().Add(servesWithin); ; time.Sleep(50 * time.Millisecond) {
		err := m.Failpoint(point, payload)
		switch {
		case err == nil || !m.Alive():
			return nil
		case time.Now().After(end):
			return err
		}
	}
}

// restart asks the members to end, one after the other, and waits until each serves again.
func restart(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	for _, m := range members {
		if err := m.Terminate(); err != nil {
			return nil, err
		}
		if err := m.Start(); err != nil {
			return nil, err
		}
		if err := s.Cluster.AwaitHealthy(servesWithin); err != nil {
			return nil, fmt.Errorf("after %s: %w", m.Name, err)
		}
	}
	return nil, nil
}
