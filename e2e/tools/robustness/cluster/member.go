package cluster

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

// Member is one process on its own data directory, and what was done to it.
type Member struct {
	Name    string
	Index   int
	ID      uint64 // known when the member was added to a running cluster
	Removed bool

	cluster  *Cluster
	program  string
	state    string // new or existing
	initial  string // as the flag has it
	mu       sync.Mutex
	process  *exec.Cmd
	ended    chan struct{}
	expected bool // its end is part of the fault
}

// Endpoint is where clients reach the member.
func (m *Member) Endpoint() string { return fmt.Sprintf("http://%s:%d", address(m.Index), clientPort) }

// PeerURL is where other members reach it.
func (m *Member) PeerURL() string { return fmt.Sprintf("http://%s:%d", address(m.Index), peerPort) }

// Directory has the member's log and data.
func (m *Member) Directory() string { return filepath.Join(m.cluster.options.Directory, m.Name) }

// LogFile takes everything that the member prints.
func (m *Member) LogFile() string { return filepath.Join(m.cluster.options.Directory, m.Name+".log") }

func (m *Member) clockFile() string {
	return filepath.Join(m.cluster.options.Directory, m.Name+".clock")
}

// Start starts the process.
func (m *Member) Start() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	log, err := os.OpenFile(m.LogFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	words := []string{
		"netns", "exec", netns(m.Index), "env", "-i", "PATH=" + os.Getenv("PATH"),
		fmt.Sprintf("GOFAIL_HTTP=%s:%d", address(m.Index), failPort),
	}
	if m.cluster.options.Clock != "" {
		if err := m.Clock(0); err != nil {
			return err
		}
		words = append(words, "LD_PRELOAD="+m.cluster.options.Clock, "WALLCLOCK_OFFSET="+m.clockFile())
	}
	words = append(words, m.program,
		"--name="+m.Name,
		"--data-dir="+filepath.Join(m.Directory(), "data"),
		"--listen-client-urls="+m.Endpoint(), "--advertise-client-urls="+m.Endpoint(),
		"--listen-peer-urls="+m.PeerURL(), "--initial-advertise-peer-urls="+m.PeerURL(),
		"--initial-cluster="+m.initial, "--initial-cluster-state="+m.state, "--initial-cluster-token=robustness")
	process := exec.Command("ip", append(words, m.cluster.options.Flags...)...)
	process.Stdout, process.Stderr = log, log
	if err := process.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	m.process, m.ended, m.expected = process, ended, false
	go func() {
		_ = process.Wait()
		close(ended)
	}()
	return nil
}

// Alive is whether the process runs, or is stopped by a signal.
func (m *Member) Alive() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-m.ended:
		return false
	default:
		return true
	}
}

// Kill ends the process without warning; it is gone on return.
func (m *Member) Kill() error {
	if err := m.signal(syscall.SIGKILL); err != nil {
		return err
	}
	return m.AwaitEnd(20 * time.Second)
}

// ExpectEnd says that the fault may end the process.
func (m *Member) ExpectEnd() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expected = true
}

// Crashed is true when the process ended though nobody wanted it to.
func (m *Member) Crashed() bool {
	if m.Alive() {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.expected
}

// AwaitEnd waits until the process is gone.
func (m *Member) AwaitEnd(deadline time.Duration) error {
	m.mu.Lock()
	ended := m.ended
	m.mu.Unlock()
	select {
	case <-ended:
		return nil
	case <-time.After(deadline):
		return fmt.Errorf("%s still runs after %v", m.Name, deadline)
	}
}

// Terminate asks the process to end and waits for it.
func (m *Member) Terminate() error {
	m.ExpectEnd()
	if err := m.signal(syscall.SIGTERM); err != nil {
		return err
	}
	return m.AwaitEnd(30 * time.Second)
}

// Pause stops the process; it stays as it is until Resume.
func (m *Member) Pause() error { return m.signal(syscall.SIGSTOP) }

// Resume lets the process go on.
func (m *Member) Resume() error { return m.signal(syscall.SIGCONT) }

func (m *Member) signal(s syscall.Signal) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s == syscall.SIGKILL {
		m.expected = true
	}
	return m.process.Process.Signal(s)
}

// Failpoint sets a failpoint over gofail's HTTP; an empty payload switches it off.
func (m *Member) Failpoint(name, payload string) error {
	method := http.MethodPut
	if payload == "" {
		method = http.MethodDelete
	}
	request, err := http.NewRequest(method, fmt.Sprintf("http://%s:%d/%s", address(m.Index), failPort, name),
		bytes.NewBufferString(payload))
	if err != nil {
		return err
	}
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent && response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(response.Body)
		return fmt.Errorf("failpoint %s on %s: %s %s", name, m.Name, response.Status, body)
	}
	return nil
}

// Clock sets the member's wall clock off by so many seconds.
func (m *Member) Clock(offset int64) error {
	file, err := os.OpenFile(m.clockFile(), os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteAt(binary.NativeEndian.AppendUint64(nil, uint64(offset)), 0)
	return err
}

func (m *Member) ballast() string { return filepath.Join(m.Directory(), "ballast") }

// Fill takes what is free of the member's disk, but for so many bytes.
func (m *Member) Fill(leave int64) error {
	file, err := os.OpenFile(m.ballast(), os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	// Piece by piece, because the member writes meanwhile.
	var size int64
	for piece := int64(16 << 20); piece >= 4096; {
		switch err := syscall.Fallocate(int(file.Fd()), 0, size, piece); {
		case err == nil:
			size += piece
		case errors.Is(err, syscall.ENOSPC):
			piece /= 2
		default:
			return err
		}
	}
	return file.Truncate(max(size-leave, 0))
}

// Empty gives the space back.
func (m *Member) Empty() error { return os.RemoveAll(m.ballast()) }

// Client talks to this member only.
func (m *Member) Client() (*clientv3.Client, error) {
	return clientv3.New(clientv3.Config{
		Endpoints: []string{m.Endpoint()}, DialTimeout: 5 * time.Second, Logger: zap.NewNop(),
		DialKeepAliveTime: 2 * time.Second, DialKeepAliveTimeout: 2 * time.Second,
		BackoffWaitBetween: 20 * time.Millisecond,
	})
}

// LogTail is the end of what the member printed.
func (m *Member) LogTail() string {
	content, err := os.ReadFile(m.LogFile())
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}
