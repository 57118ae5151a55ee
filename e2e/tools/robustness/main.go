// Program robustness runs traffic against clusters of real member processes while things go wrong, records what clients saw
// and judges it. See e2e/robustness/README.md.
//
//	robustness run     -data FILE -java PROGRAM -go PROGRAM [-runs N] [-seed S] [...]   many runs, each in namespaces of its own
//	robustness check   HISTORY                                                          judges a recorded history once more
//	robustness list    -data FILE                                                       the faults and the traffic there are
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"etcetera/e2e/tools/robustness/check"
	"etcetera/e2e/tools/robustness/history"
)

const checkWithin = 2 * time.Minute

func main() {
	if len(os.Args) < 2 {
		usage()
	}
	var err error
	switch os.Args[1] {
	case "run":
		err = series(os.Args[2:])
	case "one":
		err = one(os.Args[2:])
	case "check":
		err = checkFile(os.Args[2:])
	case "list":
		err = list(os.Args[2:])
	default:
		usage()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "robustness:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: robustness run|check|list ... (see e2e/robustness/README.md)")
	os.Exit(2)
}

func checkFile(arguments []string) error {
	if len(arguments) != 1 {
		usage()
	}
	h, err := history.Load(arguments[0])
	if err != nil {
		return err
	}
	violations := check.History(h, checkWithin)
	for _, v := range violations {
		fmt.Println(v)
	}
	if len(violations) > 0 {
		return fmt.Errorf("%d violations in %d requests", len(violations), len(h.Ops))
	}
	fmt.Printf("no violation in %d requests and %d answers of watches\n", len(h.Ops), len(h.Watches))
	return nil
}

func list(arguments []string) error {
	flags := flag.NewFlagSet("list", flag.ExitOnError)
	file := flags.String("data", "", "the data file")
	_ = flags.Parse(arguments)
	d, err := loadData(*file)
	if err != nil {
		return err
	}
	for _, f := range d.Faults {
		fmt.Printf("fault   %-28s %s\n", f.Name, f.About)
	}
	for _, t := range d.Traffic {
		fmt.Printf("traffic %-28s %s\n", t.Name, t.About)
	}
	return nil
}
