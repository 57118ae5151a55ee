package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"etcetera/e2e/tools/robustness/cluster"
	"etcetera/e2e/tools/robustness/fault"
)

const runWithin = 6 * time.Minute

// plan of a series, as flags of `run`.
type plan struct {
	data, java, golang, implementation string
	fault, traffic, out, clock         string
	runs, jobs                         int
	within                             time.Duration
	seed                               int64
	replay                             string
}

// job is one run of the plan.
type job struct {
	number  int
	seed    int64
	fault   fault.Fault
	traffic string
}

func series(arguments []string) error {
	var p plan
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	flags.StringVar(&p.data, "data", "", "the data file")
	flags.StringVar(&p.java, "java", "", "our etcd")
	flags.StringVar(&p.golang, "go", "", "Go's etcd")
	flags.StringVar(&p.implementation, "implementation", "java", "whose members: java, go (to judge this program) or mixed")
	flags.StringVar(&p.fault, "fault", "", "only this fault, or these, with commas between")
	flags.StringVar(&p.traffic, "traffic", "", "only this traffic")
	flags.StringVar(&p.out, "out", "", "directory for logs, data and histories; what failed stays there")
	flags.StringVar(&p.clock, "clock", "", "library to set members' clocks with, built of clock/clock.c")
	flags.IntVar(&p.runs, "runs", 0, "how many; without it, every fault once")
	flags.DurationVar(&p.within, "within", 0, "begin no run after so long; without it, all")
	flags.IntVar(&p.jobs, "jobs", 1, "how many at a time")
	flags.Int64Var(&p.seed, "seed", 0, "of the first run; by the clock when not set")
	flags.StringVar(&p.replay, "replay", "robustness run", "how the command for one run begins")
	_ = flags.Parse(arguments)
	if p.seed == 0 {
		p.seed = time.Now().UnixNano() % 1_000_000_000
	}
	d, err := loadData(p.data)
	if err != nil {
		return err
	}
	jobs, err := p.jobsOf(d)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(p.out, 0o755); err != nil {
		return err
	}
	return p.runAll(jobs)
}

// jobsOf goes round all faults; each fault goes round the traffic that suits it.
func (p *plan) jobsOf(d *data) ([]job, error) {
	if p.programs() == "" {
		return nil, fmt.Errorf("implementation is java, go or mixed, not %q", p.implementation)
	}
	var wanted []string
	if p.fault != "" {
		wanted = strings.Split(p.fault, ",")
	}
	for _, name := range wanted {
		if _, err := d.fault(name); err != nil {
			return nil, err
		}
	}
	var faults []fault.Fault
	for _, f := range d.Faults {
		if wanted != nil && !slices.Contains(wanted, f.Name) {
			continue
		}
		if reason := p.impossible(f); reason != "" {
			fmt.Printf("left out: %s: %s\n", f.Name, reason)
			continue
		}
		faults = append(faults, f)
	}
	if len(faults) == 0 {
		return nil, fmt.Errorf("none of the faults asked for is possible here")
	}
	runs := p.runs
	if runs == 0 {
		runs = len(faults)
	}
	var jobs []job
	for i := range runs {
		f := faults[i%len(faults)]
		names := d.suitable(f)
		// Another traffic every round, and not the same for all faults of a round.
		name := names[(i/len(faults)+i)%len(names)]
		if p.traffic != "" {
			name = p.traffic
		}
		if _, err := d.profile(name); err != nil {
			return nil, err
		}
		jobs = append(jobs, job{i + 1, p.seed + int64(i), f, name})
	}
	return jobs, nil
}

func (p *plan) programs() string {
	return map[string]string{"java": p.java, "go": p.golang, "mixed": p.java + "," + p.golang}[p.implementation]
}

// impossible says why a fault cannot be made here; empty when it can.
func (p *plan) impossible(f fault.Fault) string {
	switch {
	case f.Wants("failpoints") && p.implementation != "java":
		return "Go's etcd is not built with failpoints"
	case f.Wants("clock") && p.implementation != "java":
		return "a Go program asks the kernel for the time and cannot be told another"
	case f.Wants("clock") && p.clock == "":
		return "the library that sets clocks is not built (a C compiler is missing; Debian: apt-get install gcc libc6-dev)"
	case f.Wants("netem") && !cluster.CanDelay():
		return "this kernel has no netem"
	}
	return ""
}

func (p *plan) runAll(jobs []job) error {
	work := make(chan job)
	table := &table{rows: map[string]*row{}}
	var workers sync.WaitGroup
	for range p.jobs {
		workers.Add(1)
		go func() {
			defer workers.Done()
			runtime.LockOSThread() // The children end with the thread that started them.
			for j := range work {
				table.add(j, p.run(j), p)
			}
		}()
	}
	var over <-chan time.Time // Never, when there is no limit.
	if p.within > 0 {
		over = time.After(p.within)
	}
	begun := begin(jobs, work, over)
	workers.Wait()
	table.print()
	if begun < len(jobs) {
		fmt.Printf("%d of %d runs were not begun: %v had passed\n", len(jobs)-begun, len(jobs), p.within)
	}
	if table.failed > 0 {
		return fmt.Errorf("%d of %d runs failed", table.failed, begun)
	}
	return nil
}

// begin hands jobs out until the time is over, and says how many it did.
func begin(jobs []job, work chan<- job, over <-chan time.Time) int {
	defer close(work)
	for i, j := range jobs {
		select {
		case <-over:
			return i
		case work <- j:
		}
	}
	return len(jobs)
}

// run starts a child for one run; whatever becomes of it, its namespaces end with it.
func (p *plan) run(j job) *result {
	directory := p.directory(j)
	if err := errors.Join(os.RemoveAll(directory), os.MkdirAll(directory, 0o755)); err != nil {
		return &result{Error: err.Error()}
	}
	self, err := os.Executable()
	if err != nil {
		return &result{Error: err.Error()}
	}
	command := exec.Command(self, "one", "-data", p.data, "-fault", j.fault.Name, "-traffic", j.traffic, "-programs",
		p.programs(), "-directory", directory, "-seed", fmt.Sprint(j.seed), "-clock", p.clock)
	cluster.Isolate(command)
	var output strings.Builder
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		return &result{Error: "needs root, for namespaces: " + err.Error()}
	}
	timer := time.AfterFunc(runWithin, func() { _ = command.Process.Kill() })
	err = command.Wait()
	timer.Stop()
	r := &result{}
	content, readErr := os.ReadFile(filepath.Join(directory, "result.json"))
	if err != nil || readErr != nil || json.Unmarshal(content, r) != nil {
		r.Error = strings.TrimSpace(fmt.Sprintf("no result: %v %s", err, tail(output.String())))
	}
	if r.passed() {
		_ = os.RemoveAll(directory)
	}
	return r
}

func (p *plan) directory(j job) string {
	// Absolute, because members are started from elsewhere.
	directory, err := filepath.Abs(filepath.Join(p.out, fmt.Sprintf("%s-%s-%s-%d", p.implementation, j.fault.Name, j.traffic,
		j.seed)))
	if err != nil {
		return p.out
	}
	return directory
}

func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}

func (r *result) passed() bool { return r.Error == "" && len(r.Violations) == 0 }
