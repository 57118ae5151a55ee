// Package history is what clients saw: one JSON line for each request, each answer of a watch, each fault, and the state
// of each member in the end. Times are nanoseconds since the run began, from one monotonic clock.
package history

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
)

// KV is a key as the store shows it. A value is its unique name; what fills it up to its size is checked and left out.
type KV struct {
	Key     string `json:"key"`
	Value   string `json:"value,omitempty"`
	Create  int64  `json:"create,omitempty"`
	Mod     int64  `json:"mod"`
	Version int64  `json:"version,omitempty"`
	Lease   int64  `json:"lease,omitempty"`
}

// Kinds of requests.
const (
	Read      = "read"      // of Key, or of the keys from Key up to End
	Write     = "write"     // If all compares hold, Then is done; otherwise Else is read
	Compact   = "compact"   // at revision At
	Grant     = "grant"     // Lease for TTL seconds
	KeepAlive = "keepalive" // Lease, answers TTL
	Revoke    = "revoke"    // Lease
)

// Condition of a transaction: Key was last changed at revision Mod; 0 when it is not there.
type Condition struct {
	Key string `json:"key"`
	Mod int64  `json:"mod"`
}

// Change of a transaction: a put of Value, or a deletion.
type Change struct {
	Key    string `json:"key"`
	Value  string `json:"value,omitempty"`
	Delete bool   `json:"delete,omitempty"`
	Lease  int64  `json:"lease,omitempty"`
}

// Op is one request of one client and its answer. With an Error its outcome is not known, unless it is a read's.
type Op struct {
	Kind   string `json:"kind"`
	Client int    `json:"client"`
	Member string `json:"member"`
	Call   int64  `json:"call"`
	Return int64  `json:"return"`

	Key          string      `json:"key,omitempty"`
	End          string      `json:"end,omitempty"`
	At           int64       `json:"at,omitempty"`
	Serializable bool        `json:"serializable,omitempty"`
	If           []Condition `json:"if,omitempty"`
	Then         []Change    `json:"then,omitempty"`
	Else         string      `json:"else,omitempty"`
	Lease        int64       `json:"lease,omitempty"`
	TTL          int64       `json:"ttl,omitempty"`

	Error     string `json:"error,omitempty"`
	Revision  int64  `json:"revision,omitempty"`
	Succeeded bool   `json:"succeeded,omitempty"`
	Deleted   []bool `json:"deleted,omitempty"` // for each of Then: a deletion that found its key
	KVs       []KV   `json:"kvs,omitempty"`     // what a read, or Else, found
}

// Event of a watch.
type Event struct {
	Delete bool `json:"delete,omitempty"`
	KV     KV   `json:"kv"`
	Prev   *KV  `json:"prev,omitempty"`
}

// WatchResponse is one answer on one stream. Streams of the same Watcher follow each other: each goes on where the one
// before it had come to.
type WatchResponse struct {
	Watcher   string  `json:"watcher"`
	Stream    int     `json:"stream"`
	Member    string  `json:"member"`
	Time      int64   `json:"time"`
	Key       string  `json:"key"`
	End       string  `json:"end,omitempty"`
	From      int64   `json:"from"` // the revision the stream was asked to begin at
	Revision  int64   `json:"revision"`
	Progress  bool    `json:"progress,omitempty"`
	Compacted int64   `json:"compacted,omitempty"`
	Error     string  `json:"error,omitempty"`
	Left      bool    `json:"left,omitempty"` // the watcher's member was removed: it need not see the end
	Events    []Event `json:"events,omitempty"`
}

// Final is a member in the end, all at the same revision.
type Final struct {
	Member    string `json:"member"`
	Revision  int64  `json:"revision"`
	Hash      uint32 `json:"hash"`
	Compacted int64  `json:"compacted"`
	KVs       []KV   `json:"kvs"`
}

// Note is something the harness did, for whoever reads the history.
type Note struct {
	Time int64  `json:"time"`
	Text string `json:"text"`
}

// Record is one line: exactly one of these.
type Record struct {
	Op    *Op            `json:"op,omitempty"`
	Watch *WatchResponse `json:"watch,omitempty"`
	Final *Final         `json:"final,omitempty"`
	Note  *Note          `json:"note,omitempty"`
}

// History of one run.
type History struct {
	Ops     []Op
	Watches []WatchResponse
	Finals  []Final
	Notes   []Note
}

// Add appends a record.
func (h *History) Add(r Record) {
	switch {
	case r.Op != nil:
		h.Ops = append(h.Ops, *r.Op)
	case r.Watch != nil:
		h.Watches = append(h.Watches, *r.Watch)
	case r.Final != nil:
		h.Finals = append(h.Finals, *r.Final)
	case r.Note != nil:
		h.Notes = append(h.Notes, *r.Note)
	}
}

// Load reads a file that a Recorder wrote.
func Load(path string) (*History, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	h := &History{}
	decoder := json.NewDecoder(bufio.NewReader(file))
	for line := 1; ; line++ {
		var r Record
		if err := decoder.Decode(&r); err == io.EOF {
			return h, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s, record %d: %w", path, line, err)
		}
		h.Add(r)
	}
}

// Recorder writes records to a file and keeps them. Used by many goroutines.
type Recorder struct {
	mu      sync.Mutex
	file    *os.File
	out     *bufio.Writer
	encoder *json.Encoder
	history History
}

// NewRecorder creates the file.
func NewRecorder(path string) (*Recorder, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(file, 1<<16)
	return &Recorder{file: file, out: out, encoder: json.NewEncoder(out)}, nil
}

// Add writes one record. A history that cannot be written is of no use: the run ends.
func (r *Recorder) Add(record Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.encoder.Encode(record); err != nil {
		panic(fmt.Sprintf("cannot write the history: %v", err))
	}
	r.history.Add(record)
}

// Counts of requests so far: acknowledged and of unknown outcome.
func (r *Recorder) Counts() (acknowledged, failed int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.history.Ops {
		if r.history.Ops[i].Error == "" {
			acknowledged++
		} else {
			failed++
		}
	}
	return acknowledged, failed
}

// Close ends the file and returns all that was recorded.
func (r *Recorder) Close() (*History, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.out.Flush(); err != nil {
		return nil, err
	}
	return &r.history, r.file.Close()
}
