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
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/webhook"
)

type input struct {
	Key      string `json:"key"`
	Issuer   string `json:"issuer"`
	Webhooks map[string]struct {
		Body    string            `json:"body"`
		Headers map[string]string `json:"headers"`
	} `json:"webhooks"`
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func mint(in *input) string {
	yes := true
	grant := &auth.VideoGrant{RoomJoin: true, Room: "standup-abcdefghijklmnop", CanPublish: &yes, CanSubscribe: &yes, CanPublishData: &yes}
	grant.CanPublishSources = []string{"camera", "microphone", "screen_share", "screen_share_audio"}
	token, err := auth.NewAccessToken("APItestkey01", in.Key).SetVideoGrant(grant).
		SetIdentity("0f6f2c1e-7a55-4a0e-9d1b-5b0a3f1c2d4e").SetName("Ada Example").SetValidFor(time.Hour).ToJWT()
	must(err)
	return token
}

func receive(in *input, keys auth.KeyProvider) string {
	sample := in.Webhooks["webhook_livekit"]
	request, err := http.NewRequest(http.MethodPost, "http://localhost/", bytes.NewReader([]byte(sample.Body)))
	must(err)
	request.Header.Set("Authorization", sample.Headers["Authorization"])
	event, err := webhook.ReceiveWebhookEvent(request, keys)
	must(err)
	return event.Id
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	must(err)
	var in input
	must(json.Unmarshal(text, &in))
	keys := auth.NewSimpleKeyProvider(in.Issuer, in.Key)
	jobs := map[string]func() string{
		"token_mint_livekit": func() string { return mint(&in) },
		"webhook_livekit":    func() string { return receive(&in, keys) },
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		job := jobs[words[2]]
		if words[0] == "check" {
			answer, _ := json.Marshal(job())
			fmt.Println(string(answer))
			continue
		}
		times := 0
		start := time.Now()
		for time.Since(start) < 30*time.Millisecond {
			job()
			times++
		}
		fmt.Printf("{\"ns\": %.1f}\n", float64(time.Since(start).Nanoseconds())/float64(times))
	}
}
