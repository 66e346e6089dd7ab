// LiveKit's Go SDK: answers each line on standard input with a line, as peer.mjs does.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/webhook"
)

type claims struct {
	Issuer  string          `json:"iss"`
	Subject string          `json:"sub"`
	Name    string          `json:"name"`
	From    int64           `json:"nbf"`
	Until   int64           `json:"exp"`
	Video   auth.VideoGrant `json:"video"`
}

type input struct {
	Key    string `json:"key"`
	Issuer string `json:"issuer"`
	Tokens struct {
		LiveKit claims `json:"token_mint_livekit"`
	} `json:"tokens"`
	Webhooks map[string]struct {
		Body    string            `json:"body"`
		Headers map[string]string `json:"headers"`
	} `json:"webhooks"`
	Server struct {
		URL  string `json:"url"`
		Room room   `json:"room"`
	} `json:"create_server"`
}

type job struct {
	once     func() any
	inFlight int // how many wait for a server at once; 0: it computes
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func mint(in *input) any {
	person := &in.Tokens.LiveKit
	token, err := auth.NewAccessToken(person.Issuer, in.Key).SetVideoGrant(&person.Video).SetIdentity(person.Subject).
		SetName(person.Name).SetValidFor(time.Duration(person.Until-person.From) * time.Second).ToJWT()
	must(err)
	return token
}

func receive(in *input, keys auth.KeyProvider) any {
	sample := in.Webhooks["webhook_livekit"]
	request, err := http.NewRequest(http.MethodPost, "http://localhost/", bytes.NewReader([]byte(sample.Body)))
	must(err)
	request.Header.Set("Authorization", sample.Headers["Authorization"])
	event, err := webhook.ReceiveWebhookEvent(request, keys)
	must(err)
	return event.Id
}

// Processor time of the whole process, collecting garbage too.
func processor() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// computing measures processor time.
func computing(once func() any) float64 {
	times := 0
	start := processor()
	passed := time.Duration(0)
	for ; passed < 30*time.Millisecond; passed = processor() - start {
		for i := 0; i < 100; i++ {
			once()
		}
		times += 100
	}
	return float64(passed.Nanoseconds()) / float64(times)
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	must(err)
	var in input
	must(json.Unmarshal(text, &in))
	keys := auth.NewSimpleKeyProvider(in.Issuer, in.Key)
	creator := newCreator(&in)
	jobs := map[string]job{
		"token_mint_livekit": {once: func() any { return mint(&in) }},
		"webhook_livekit":    {once: func() any { return receive(&in, keys) }},
		"create_blocking":    {once: creator.create, inFlight: 1},
		"create_async_64":    {once: creator.create, inFlight: 64},
		"create_async_1000":  {once: creator.create, inFlight: most},
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		job := jobs[words[2]]
		var answer any
		if words[0] == "check" {
			answer = job.once()
		} else if job.inFlight > 0 {
			answer = map[string]float64{"ns": waiting(job.once, job.inFlight)}
		} else {
			answer = map[string]float64{"ns": computing(job.once)}
		}
		encoded, err := json.Marshal(answer)
		must(err)
		fmt.Println(string(encoded))
	}
}
