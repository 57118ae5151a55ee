package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
)

// table counts runs by fault, and prints a line for each run as it ends.
type table struct {
	mu     sync.Mutex
	order  []string
	rows   map[string]*row
	failed int
}

type row struct{ runs, acknowledged, unknown, revisions, events, violations, failures int }

func (t *table) add(j job, r *result, p *plan) {
	t.mu.Lock()
	defer t.mu.Unlock()
	verdict := "PASS"
	if !r.passed() {
		verdict = "FAIL"
		t.failed++
	}
	fmt.Printf("%s run %3d seed %d %s, traffic %s, fault %s: %d acknowledged, %d unknown, %d revisions, %.0f s\n", verdict,
		j.number, j.seed, p.implementation, j.traffic, j.fault.Name, r.Acknowledged, r.Unknown, r.Revisions, r.Seconds)
	if !r.passed() {
		if r.Error != "" {
			fmt.Println("     " + strings.ReplaceAll(r.Error, "\n", "\n     "))
		}
		for _, v := range r.Violations {
			fmt.Println("     " + v)
		}
		fmt.Printf("     history and logs: %s\n", filepath.Join(p.directory(j)))
		fmt.Printf("     again: %s -implementation %s -fault %s -traffic %s -seed %d -runs 1\n", p.replay, p.implementation,
			j.fault.Name, j.traffic, j.seed)
	}
	t.count(j.fault.Name, r)
}

func (t *table) count(name string, r *result) {
	all, there := t.rows[name]
	if !there {
		all = &row{}
		t.rows[name] = all
		t.order = append(t.order, name)
	}
	all.runs++
	all.acknowledged += r.Acknowledged
	all.unknown += r.Unknown
	all.revisions += int(r.Revisions)
	all.events += r.Events
	all.violations += len(r.Violations)
	if r.Error != "" {
		all.failures++
	}
}

func (t *table) print() {
	fmt.Println("\n| fault | runs | requests acknowledged | without answer | revisions | events watched | violations | other failures |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	sum := row{}
	for _, name := range t.order {
		r := t.rows[name]
		printRow(name, *r)
		sum = row{sum.runs + r.runs, sum.acknowledged + r.acknowledged, sum.unknown + r.unknown, sum.revisions + r.revisions,
			sum.events + r.events, sum.violations + r.violations, sum.failures + r.failures}
	}
	printRow("all", sum)
}

func printRow(name string, r row) {
	fmt.Printf("| %s | %d | %d | %d | %d | %d | %d | %d |\n", name, r.runs, r.acknowledged, r.unknown, r.revisions, r.events,
		r.violations, r.failures)
}
