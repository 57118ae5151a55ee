// Package cluster runs members as processes, each in a network of its own.
//
// Everything is made inside the namespaces of this process (see Isolate), so that nothing is left on the machine when it
// ends, however it ends: the kernel ends the members and takes networks and file systems away.
package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

const (
	subnet     = "10.77.0."
	clientPort = 2379
	peerPort   = 2380
	failPort   = 22381
)

// Isolate is how a child process has to be started to get namespaces of its own for networks, mounts and processes. When the
// child dies, so does every process in it.
func Isolate(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
		Pdeathsig:  syscall.SIGKILL,
	}
}

// Network of a run: a bridge, and a namespace with one link to it for each member. This process sits on the bridge too.
type Network struct{ size int }

// NewNetwork must be called inside the namespaces of Isolate.
func NewNetwork(size int) (*Network, error) {
	n := &Network{}
	if os.Getpid() != 1 {
		return nil, fmt.Errorf("not in namespaces of its own")
	}
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return nil, fmt.Errorf("make mounts private: %w", err)
	}
	for target, kind := range map[string]string{"/proc": "proc", "/run": "tmpfs"} {
		if err := syscall.Mount(kind, target, kind, 0, ""); err != nil {
			return nil, fmt.Errorf("mount %s: %w", target, err)
		}
	}
	for _, command := range []string{
		"ip link set lo up", "ip link add hub type bridge", "ip link set hub up", "ip addr add " + subnet + "254/24 dev hub",
	} {
		if err := run(command); err != nil {
			return nil, err
		}
	}
	for range size {
		if err := n.Grow(); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// Grow adds the network of one more member.
func (n *Network) Grow() error {
	name, end := netns(n.size), fmt.Sprintf("to-%d", n.size)
	commands := []string{
		"ip netns add " + name,
		"ip link add " + end + " type veth peer name eth0 netns " + name,
		"ip link set " + end + " master hub up",
		"ip -n " + name + " link set lo up",
		"ip -n " + name + " addr add " + address(n.size) + "/24 dev eth0",
		"ip -n " + name + " link set eth0 up",
	}
	n.size++
	for _, command := range commands {
		if err := run(command); err != nil {
			return err
		}
	}
	return nil
}

func netns(member int) string { return fmt.Sprintf("m%d", member+1) }

func address(member int) string { return fmt.Sprintf("%s%d", subnet, member+1) }

// Cut drops what one member sends to another. Clients still reach both.
func (n *Network) Cut(from, to int) error {
	return n.inside(to, "iptables -w -A INPUT -s "+address(from)+" -j DROP")
}

// Lose drops a part of the packets that a member gets from other members.
func (n *Network) Lose(member int, share float64) error {
	return n.inside(member, fmt.Sprintf("iptables -w -A INPUT ! -s %s254 ! -i lo -m statistic --mode random --probability %g -j DROP",
		subnet, share))
}

// Slow limits what a member sends, to clients too; what does not fit waits.
func (n *Network) Slow(member int, rate string) error {
	return n.inside(member, "tc qdisc replace dev eth0 root tbf rate "+rate+" burst 4kb latency 300ms")
}

// Delay holds back what a member sends, to clients too. Not every kernel can.
func (n *Network) Delay(member int, time string) error {
	return n.inside(member, "tc qdisc replace dev eth0 root netem delay "+time)
}

// CanDelay tries it, in a namespace that is gone at once.
func CanDelay() bool {
	command := exec.Command("sh", "-c", "ip link set lo up && tc qdisc add dev lo root netem delay 1ms")
	Isolate(command)
	return command.Run() == nil
}

// Heal takes back all of the above.
func (n *Network) Heal() error {
	for member := range n.size {
		if err := n.inside(member, "iptables -w -F INPUT"); err != nil {
			return err
		}
		_ = n.inside(member, "tc qdisc del dev eth0 root") // Refused when nothing was limited.
	}
	return nil
}

func (n *Network) inside(member int, command string) error {
	return run("ip netns exec " + netns(member) + " " + command)
}

func run(command string) error {
	words := strings.Fields(command)
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %v: %s", command, err, strings.TrimSpace(string(out)))
	}
	return nil
}
