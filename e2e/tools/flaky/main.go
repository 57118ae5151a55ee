// flaky stands between a client and a Kubernetes API server. It counts what is asked for, makes every answer late, and for
// as long as it is told refuses, delays or loses a share of the requests.
//
//	flaky -server https://198.18.0.1:6443 -ca ca.crt -listen 127.0.0.1:18443 -control 127.0.0.1:18444
//
// GET /counts on the control address gives the counts as JSON; POST /trouble?latency=20ms&share=0.25&cut=true sets what goes
// wrong, and cuts the watches that are open.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"flag"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"
)

// patience is longer than that of any client: a request that is not answered is one that timed out.
const patience = 30 * time.Second

type proxy struct {
	forward *httputil.ReverseProxy

	mu      sync.Mutex
	latency time.Duration
	share   float64
	counts  map[string]int
	watches map[int]context.CancelFunc
	next    int
}

func main() {
	server := flag.String("server", "", "URL of the API server")
	authority := flag.String("ca", "", "file with its certificate authority")
	listen := flag.String("listen", "", "where the client comes, without TLS")
	control := flag.String("control", "", "where counts and trouble are asked for")
	flag.Parse()
	target, err := url.Parse(*server)
	if err != nil {
		log.Fatal(err)
	}
	pem, err := os.ReadFile(*authority)
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	p := &proxy{counts: map[string]int{}, watches: map[int]context.CancelFunc{}}
	p.forward = &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0),
		ErrorHandler:  func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		Transport: &http.Transport{
			TLSClientConfig:     &tls.Config{RootCAs: roots},
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 100,
		},
	}
	go func() {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /counts", p.answerCounts)
		mux.HandleFunc("POST /trouble", p.setTrouble)
		log.Fatal(http.ListenAndServe(*control, mux))
	}()
	log.Fatal((&http.Server{Addr: *listen, Handler: p, ErrorLog: log.New(io.Discard, "", 0)}).ListenAndServe())
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k := kindOf(r)
	p.mu.Lock()
	latency, share := p.latency, p.share
	p.counts[k.word()]++
	p.mu.Unlock()
	wait(r.Context(), latency)
	lost := false
	if rand.Float64() < share {
		fault := faults[rand.IntN(len(faults))]
		p.count("trouble " + fault)
		switch {
		case fault == "lost":
			lost = true
		case fault == "silent":
			wait(r.Context(), patience)
			panic(http.ErrAbortHandler)
		default:
			refuse(w, fault, k)
			return
		}
	}
	switch {
	case k.verb == "watch":
		p.serveWatch(w, r)
	case lost:
		p.forward.ServeHTTP(&deaf{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	default:
		p.forward.ServeHTTP(w, r)
	}
}

func (p *proxy) serveWatch(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	p.mu.Lock()
	id := p.next
	p.next++
	p.watches[id] = cancel
	p.mu.Unlock()
	defer func() {
		cancel()
		p.mu.Lock()
		delete(p.watches, id)
		p.mu.Unlock()
	}()
	p.forward.ServeHTTP(w, r.WithContext(ctx))
}

func (p *proxy) count(word string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts[word]++
}

func (p *proxy) answerCounts(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := json.NewEncoder(w).Encode(p.counts); err != nil {
		log.Print(err)
	}
}

func (p *proxy) setTrouble(w http.ResponseWriter, r *http.Request) {
	latency, err := time.ParseDuration(r.FormValue("latency"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	share, err := strconv.ParseFloat(r.FormValue("share"), 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latency, p.share = latency, share
	if r.FormValue("cut") == "true" {
		for _, cancel := range p.watches {
			cancel()
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
