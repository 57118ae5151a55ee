package fault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"etcetera/e2e/tools/robustness/cluster"
)

// replace adds a learner, promotes it and removes a member, as an operator replaces one. The removed one must end by itself.
func replace(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	old := members[0]
	id, err := idOf(old)
	if err != nil {
		return nil, err
	}
	helper, err := s.others(members)[0].Client()
	if err != nil {
		return nil, err
	}
	defer helper.Close()
	joined, err := s.addLearner(helper)
	if err != nil {
		return nil, err
	}
	if err := s.retry("promote "+joined.Name, func(ctx context.Context) error {
		_, err := helper.MemberPromote(ctx, joined.ID)
		return unless(err, rpctypes.ErrMemberNotLearner)
	}); err != nil {
		return nil, err
	}
	s.Traffic.Note("%s is promoted, %s goes", joined.Name, old.Name)
	if err := s.Traffic.Join(joined); err != nil {
		return nil, err
	}
	old.ExpectEnd()
	s.Traffic.Leave(old)
	if err := s.retry("remove "+old.Name, func(ctx context.Context) error {
		_, err := helper.MemberRemove(ctx, id)
		return unless(err, rpctypes.ErrMemberNotFound)
	}); err != nil {
		return nil, err
	}
	old.Removed = true
	return nil, old.AwaitEnd(endWithin)
}

// unless takes the error that says that an attempt before, whose answer was lost, had done it.
func unless(err, done error) error {
	if errors.Is(err, done) {
		return nil
	}
	return err
}

func idOf(m *cluster.Member) (uint64, error) {
	status, err := m.Status()
	if err != nil {
		return 0, fmt.Errorf("status of %s: %w", m.Name, err)
	}
	return status.Header.MemberId, nil
}

func (s *Stage) addLearner(helper *clientv3.Client) (*cluster.Member, error) {
	peerURL, err := s.Cluster.NextPeerURL()
	if err != nil {
		return nil, err
	}
	var id uint64
	if err := s.retry("add a learner", func(ctx context.Context) error {
		answer, err := helper.MemberAddAsLearner(ctx, []string{peerURL})
		if err == nil {
			id = answer.Member.ID
			return nil
		}
		members, listErr := helper.MemberList(ctx)
		if !errors.Is(err, rpctypes.ErrPeerURLExist) || listErr != nil {
			return err
		}
		for _, m := range members.Members {
			if slices.Contains(m.PeerURLs, peerURL) {
				id = m.ID
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	joined, err := s.Cluster.Join(id)
	if err == nil {
		s.Traffic.Note("%s joins as learner", joined.Name)
	}
	return joined, err
}

// retry: a cluster under load may need more than one attempt, and a learner some time before it is in sync.
func (s *Stage) retry(what string, try func(context.Context) error) error {
	end := time.Now().Add(servesWithin)
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
		if err := s.pass(100); err != nil {
			return err
		}
	}
}

func moveLeader(s *Stage, _ Step, members []*cluster.Member) (func() error, error) {
	leader, err := s.Cluster.Leader(leaderWithin)
	if err != nil {
		return nil, err
	}
	to := without(s.others(nil), leader)[s.Random.Intn(len(s.others(nil))-1)]
	id, err := idOf(to)
	if err != nil {
		return nil, err
	}
	client, err := leader.Client()
	if err != nil {
		return nil, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := client.MoveLeader(ctx, id); err != nil {
		s.Traffic.Note("the leader did not move: %v", err) // An election may have come first.
	}
	return nil, nil
}
