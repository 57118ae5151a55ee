package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"etcetera/e2e/tools/robustness/fault"
	"etcetera/e2e/tools/robustness/traffic"
)

// data is the data file: what can happen, and what clients do meanwhile. Any fault goes with any traffic that suits it.
type data struct {
	Traffic []traffic.Profile `json:"traffic"`
	Faults  []fault.Fault     `json:"faults"`
}

func loadData(file string) (*data, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	d := &data{}
	if err := decoder.Decode(d); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, p := range d.Traffic {
		if err := p.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	for _, f := range d.Faults {
		if err := f.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, name := range f.Traffic {
			if _, err := d.profile(name); err != nil {
				return nil, fmt.Errorf("%s: fault %q: %w", file, f.Name, err)
			}
		}
	}
	return d, nil
}

func (d *data) profile(name string) (traffic.Profile, error) {
	i := slices.IndexFunc(d.Traffic, func(p traffic.Profile) bool { return p.Name == name })
	if i < 0 {
		return traffic.Profile{}, fmt.Errorf("no traffic is called %q", name)
	}
	return d.Traffic[i], nil
}

func (d *data) fault(name string) (fault.Fault, error) {
	i := slices.IndexFunc(d.Faults, func(f fault.Fault) bool { return f.Name == name })
	if i < 0 {
		return fault.Fault{}, fmt.Errorf("no fault is called %q", name)
	}
	return d.Faults[i], nil
}

// suitable are the names of the traffic that goes with a fault.
func (d *data) suitable(f fault.Fault) []string {
	if len(f.Traffic) > 0 {
		return f.Traffic
	}
	var names []string
	for _, p := range d.Traffic {
		names = append(names, p.Name)
	}
	return names
}
