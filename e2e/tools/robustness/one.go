package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"time"

	"etcetera/e2e/tools/robustness/check"
	"etcetera/e2e/tools/robustness/cluster"
	"etcetera/e2e/tools/robustness/fault"
	"etcetera/e2e/tools/robustness/history"
	"etcetera/e2e/tools/robustness/traffic"
)

const (
	startWithin  = 90 * time.Second
	finishWithin = 90 * time.Second
	warmUp       = time.Second
	aftermath    = time.Second
	// aftermathAtMost is how much longer clients go on where a slow machine has not let them do the fewest yet.
	aftermathAtMost = 40 * time.Second
	// fewest acknowledged requests of a run: with less, nothing was tried.
	fewest = 100
)

// settings of one run, as flags of `one`.
type settings struct {
	data, fault, traffic, programs, directory, clock string
	seed                                             int64
}

// result of one run, written for the parent.
type result struct {
	Acknowledged int      `json:"acknowledged"`
	Unknown      int      `json:"unknown"`
	Revisions    int64    `json:"revisions"`
	Events       int      `json:"events"`
	Violations   []string `json:"violations"`
	Error        string   `json:"error"`
	Seconds      float64  `json:"seconds"`
}

// one runs in namespaces of its own, as the child of a series.
func one(arguments []string) error {
	var s settings
	flags := flag.NewFlagSet("one", flag.ExitOnError)
	flags.StringVar(&s.data, "data", "", "the data file")
	flags.StringVar(&s.fault, "fault", "", "what goes wrong")
	flags.StringVar(&s.traffic, "traffic", "", "what clients do")
	flags.StringVar(&s.programs, "programs", "", "the members' programs, with commas between")
	flags.StringVar(&s.directory, "directory", "", "for logs, data and history")
	flags.StringVar(&s.clock, "clock", "", "library to set members' clocks with")
	flags.Int64Var(&s.seed, "seed", 1, "of choices")
	_ = flags.Parse(arguments)
	d, err := loadData(s.data)
	if err != nil {
		return err
	}
	f, err := d.fault(s.fault)
	if err != nil {
		return err
	}
	p, err := d.profile(s.traffic)
	if err != nil {
		return err
	}
	began := time.Now()
	recorder, err := history.NewRecorder(filepath.Join(s.directory, "history.jsonl"))
	if err != nil {
		return err
	}
	failure := perform(s, f, p, recorder)
	h, err := recorder.Close()
	if err != nil {
		return err
	}
	return judge(s, h, failure).write(s.directory, began)
}

// perform starts the cluster, lets traffic and faults happen, and records the end.
func perform(s settings, f fault.Fault, p traffic.Profile, recorder *history.Recorder) error {
	size := f.Members
	if size == 0 {
		size = 3
	}
	if !f.Wants("clock") {
		s.clock = ""
	}
	c, err := cluster.Start(cluster.Options{Programs: strings.Split(s.programs, ","), Size: size, Directory: s.directory,
		Flags: f.Flags, DiskBytes: f.DiskMB << 20, Clock: s.clock})
	if err != nil {
		return err
	}
	defer c.Stop()
	if err := c.AwaitHealthy(startWithin); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	t, err := traffic.Start(p, c, recorder, s.seed)
	if err != nil {
		return err
	}
	time.Sleep(warmUp)
	stage := &fault.Stage{Cluster: c, Traffic: t, Random: rand.New(rand.NewSource(s.seed))}
	failure := f.Run(stage)
	if failure == nil {
		time.Sleep(aftermath)
		awaitFewest(recorder)
	}
	if err := t.Finish(finishWithin); failure == nil {
		failure = err
	}
	return failure
}

func awaitFewest(recorder *history.Recorder) {
	for end := time.Now().Add(aftermathAtMost); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if acknowledged, _ := recorder.Counts(); acknowledged >= fewest {
			return
		}
	}
}

func judge(s settings, h *history.History, failure error) *result {
	r := &result{}
	for _, op := range h.Ops {
		if op.Error == "" {
			r.Acknowledged++
		} else {
			r.Unknown++
		}
	}
	for _, w := range h.Watches {
		r.Events += len(w.Events)
	}
	for _, f := range h.Finals {
		r.Revisions = max(r.Revisions, f.Revision)
	}
	if failure != nil {
		r.Error = failure.Error()
		if len(h.Finals) == 0 {
			return r // The end is missing: most checks would only say so.
		}
	} else if r.Acknowledged < fewest {
		r.Error = fmt.Sprintf("only %d requests were acknowledged: nothing was tried", r.Acknowledged)
	}
	for _, v := range check.History(h, checkWithin) {
		r.Violations = append(r.Violations, v.String())
	}
	return r
}

func (r *result) write(directory string, began time.Time) error {
	r.Seconds = time.Since(began).Seconds()
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(directory, "result.json"), content, 0o644)
}
