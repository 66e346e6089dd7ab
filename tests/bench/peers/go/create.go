package main

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

const (
	most   = 1000 // calls in flight
	period = 150 * time.Millisecond
)

type room struct {
	Name         string `json:"name"`
	EmptyTimeout uint32 `json:"emptyTimeout"`
}

// creator is what the RoomServiceClient of LiveKit's server SDK is made of: a token for each call, and Twirp's client.
type creator struct {
	in     *input
	client livekit.RoomService
}

func newCreator(in *input) *creator {
	// By default two connections are kept and the others closed after each call.
	transport := &http.Transport{MaxIdleConns: 0, MaxIdleConnsPerHost: most, IdleConnTimeout: 2 * time.Second}
	return &creator{in: in, client: livekit.NewRoomServiceJSONClient(in.Server.URL, &http.Client{Transport: transport})}
}

func (c *creator) create() any {
	token, err := auth.NewAccessToken(c.in.Issuer, c.in.Key).SetVideoGrant(&auth.VideoGrant{RoomCreate: true}).ToJWT()
	must(err)
	header := http.Header{}
	header.Set("Authorization", "Bearer "+token)
	ctx, err := twirp.WithHTTPRequestHeaders(context.Background(), header)
	must(err)
	wanted := &c.in.Server.Room
	made, err := c.client.CreateRoom(ctx, &livekit.CreateRoomRequest{Name: wanted.Name, EmptyTimeout: wanted.EmptyTimeout})
	must(err)
	return map[string]string{"sid": made.Sid, "name": made.Name}
}

// waiting measures wall time, with so many calls in flight.
func waiting(once func() any, inFlight int) float64 {
	var times atomic.Int64
	var lanes sync.WaitGroup
	start := time.Now()
	for i := 0; i < inFlight; i++ {
		lanes.Add(1)
		go func() {
			defer lanes.Done()
			for {
				once()
				times.Add(1)
				if time.Since(start) >= period {
					return
				}
			}
		}()
	}
	lanes.Wait()
	return float64(time.Since(start).Nanoseconds()) / float64(times.Load())
}
