package main

import (
	"encoding/json"
	"log"
	"net/http"
	"strings"
)

// faults are what may become of a request. "lost" reaches the server, and its answer does not come back; "silent" does not
// even reach it.
var faults = []string{"429", "429", "409", "409", "500", "503", "silent", "lost"}

// kind is what a request asks for, in Kubernetes' own words.
type kind struct {
	verb, resource string
	// own is true for a list of what belongs to one cluster, as opposed to everything of a kind.
	own bool
}

func (k kind) word() string {
	if k.own {
		return k.verb + " own " + k.resource
	}
	return k.verb + " " + k.resource
}

func kindOf(r *http.Request) kind {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case len(parts) > 2 && parts[0] == "api":
		parts = parts[2:]
	case len(parts) > 3 && parts[0] == "apis":
		parts = parts[3:]
	default:
		return kind{verb: "discover", resource: "apis"}
	}
	if parts[0] == "namespaces" && len(parts) > 2 {
		parts = parts[2:]
	}
	k := kind{verb: strings.ToLower(r.Method), resource: parts[0]}
	if len(parts) > 2 {
		k.resource += "/" + parts[2]
	}
	if k.verb == "get" && len(parts) == 1 {
		query := r.URL.Query()
		switch {
		case query.Get("watch") == "true":
			k.verb = "watch"
		case strings.Contains(query.Get("labelSelector"), "etcetera.dev/cluster"):
			k.verb, k.own = "list", true
		default:
			k.verb = "list"
		}
	}
	return k
}

// refuse answers in the API server's place.
func refuse(w http.ResponseWriter, fault string, k kind) {
	code, reason := http.StatusServiceUnavailable, "ServiceUnavailable"
	switch {
	case fault == "429":
		code, reason = http.StatusTooManyRequests, "TooManyRequests"
		w.Header().Set("Retry-After", "1")
	case fault == "409" && k.verb != "get" && k.verb != "list" && k.verb != "watch":
		code, reason = http.StatusConflict, "Conflict"
	case fault == "500":
		code, reason = http.StatusInternalServerError, "InternalError"
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	err := json.NewEncoder(w).Encode(map[string]any{
		"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code,
		"message": "trouble that a test makes",
	})
	if err != nil {
		log.Print(err)
	}
}

// deaf takes an answer and tells nobody.
type deaf struct{ header http.Header }

func (d *deaf) Header() http.Header         { return d.header }
func (d *deaf) Write(b []byte) (int, error) { return len(b), nil }
func (d *deaf) WriteHeader(int)             {}
