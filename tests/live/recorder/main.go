// A stand-in for LiveKit's egress worker: it takes what livekit-server hands to a worker, and tells the
// server that the egress starts, runs, ends and is complete, as a worker does. It joins no room and writes
// no file, so that it needs neither GStreamer nor a browser.
//
// usage: recorder REDIS_ADDRESS
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/livekit/protocol/egress"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
	"github.com/redis/go-redis/v9"
	"google.golang.org/protobuf/proto"
)

const pause = 400 * time.Millisecond

type recorder struct {
	rpc.UnimplementedEgressHandlerServer

	bus  psrpc.MessageBus
	io   rpc.IOInfoClient
	mu   sync.Mutex
	jobs map[string]*livekit.EgressInfo // guarded by mu, with what they point to
}

func (r *recorder) StartEgressAffinity(context.Context, *rpc.StartEgressRequest) float32 { return 1 }

func (r *recorder) ListActiveEgress(context.Context, *rpc.ListActiveEgressRequest) (*rpc.ListActiveEgressResponse, error) {
	return &rpc.ListActiveEgressResponse{}, nil
}

func (r *recorder) StartEgress(ctx context.Context, request *rpc.StartEgressRequest) (*livekit.EgressInfo, error) {
	info := &livekit.EgressInfo{EgressId: request.EgressId, RoomId: request.RoomId, UpdatedAt: time.Now().UnixNano()}
	if err := describe(info, proto.Clone(request).(*rpc.StartEgressRequest)); err != nil {
		return nil, err
	}
	server, err := rpc.NewEgressHandlerServer(r, r.bus)
	if err != nil {
		return nil, err
	}
	if err := server.RegisterStopEgressTopic(info.EgressId); err != nil {
		return nil, err
	}
	if err := server.RegisterUpdateEgressTopic(info.EgressId); err != nil {
		return nil, err
	}
	answer := proto.Clone(info).(*livekit.EgressInfo)
	if _, err := r.io.CreateEgress(ctx, answer); err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.jobs[info.EgressId] = info
	r.mu.Unlock()
	time.AfterFunc(pause, func() {
		r.tell(info.EgressId, func(job *livekit.EgressInfo) {
			job.Status = livekit.EgressStatus_EGRESS_ACTIVE
			job.StartedAt = time.Now().UnixNano()
			for _, file := range job.FileResults {
				file.StartedAt = job.StartedAt
			}
		})
	})
	return answer, nil
}

// What is asked for, as the server shall show it: without its secrets.
func describe(info *livekit.EgressInfo, request *rpc.StartEgressRequest) error {
	info.SourceType = livekit.EgressSourceType_EGRESS_SOURCE_TYPE_SDK
	switch it := request.Request.(type) {
	case *rpc.StartEgressRequest_RoomComposite:
		info.SourceType = livekit.EgressSourceType_EGRESS_SOURCE_TYPE_WEB
		info.RoomName = it.RoomComposite.RoomName
		egress.RedactEncodedOutputs(it.RoomComposite)
		info.Request = &livekit.EgressInfo_RoomComposite{RoomComposite: it.RoomComposite}
		encoded(info, it.RoomComposite.FileOutputs, it.RoomComposite.StreamOutputs)
	case *rpc.StartEgressRequest_Web:
		info.SourceType = livekit.EgressSourceType_EGRESS_SOURCE_TYPE_WEB
		egress.RedactEncodedOutputs(it.Web)
		info.Request = &livekit.EgressInfo_Web{Web: it.Web}
		encoded(info, it.Web.FileOutputs, it.Web.StreamOutputs)
	case *rpc.StartEgressRequest_Participant:
		info.RoomName = it.Participant.RoomName
		egress.RedactEncodedOutputs(it.Participant)
		info.Request = &livekit.EgressInfo_Participant{Participant: it.Participant}
		encoded(info, it.Participant.FileOutputs, it.Participant.StreamOutputs)
	case *rpc.StartEgressRequest_TrackComposite:
		info.RoomName = it.TrackComposite.RoomName
		egress.RedactEncodedOutputs(it.TrackComposite)
		info.Request = &livekit.EgressInfo_TrackComposite{TrackComposite: it.TrackComposite}
		encoded(info, it.TrackComposite.FileOutputs, it.TrackComposite.StreamOutputs)
	case *rpc.StartEgressRequest_Track:
		info.RoomName = it.Track.RoomName
		egress.RedactDirectOutputs(it.Track)
		info.Request = &livekit.EgressInfo_Track{Track: it.Track}
		if file := it.Track.GetFile(); file != nil {
			results(info, file.Filepath)
		}
	case *rpc.StartEgressRequest_Egress:
		if it.Egress.GetMedia() == nil {
			info.SourceType = livekit.EgressSourceType_EGRESS_SOURCE_TYPE_WEB
		}
		info.RoomName = it.Egress.RoomName
		egress.RedactStartEgressRequest(it.Egress)
		info.Request = &livekit.EgressInfo_Egress{Egress: it.Egress}
		for _, output := range it.Egress.Outputs {
			if file := output.GetFile(); file != nil {
				results(info, file.Filepath)
			}
		}
	default:
		return psrpc.NewErrorf(psrpc.Unimplemented, "not among what this stand-in plays")
	}
	if len(info.FileResults)+len(info.StreamResults) == 0 {
		return psrpc.NewErrorf(psrpc.InvalidArgument, "request has missing or invalid field: output")
	}
	return nil
}

func encoded(info *livekit.EgressInfo, files []*livekit.EncodedFileOutput, streams []*livekit.StreamOutput) {
	for _, file := range files {
		results(info, file.Filepath)
	}
	for _, stream := range streams {
		for _, url := range stream.Urls {
			info.StreamResults = append(info.StreamResults, &livekit.StreamInfo{Url: url})
		}
	}
}

// A worker knows the name of a file from the start, and says it in a newer and an older member.
func results(info *livekit.EgressInfo, path string) {
	file := &livekit.FileInfo{Filename: strings.NewReplacer("{room_name}", info.RoomName, "{time}", "now").Replace(path)}
	info.FileResults = append(info.FileResults, file)
	info.Result = &livekit.EgressInfo_File{File: file}
}

func (r *recorder) StopEgress(_ context.Context, request *livekit.StopEgressRequest) (*livekit.EgressInfo, error) {
	answer := r.tell(request.EgressId, func(job *livekit.EgressInfo) {
		job.Status = livekit.EgressStatus_EGRESS_ENDING
		job.Details = "End reason: StopEgress API"
	})
	if answer == nil {
		return nil, psrpc.NewErrorf(psrpc.NotFound, "egress does not exist")
	}
	time.AfterFunc(pause, func() {
		r.tell(request.EgressId, func(job *livekit.EgressInfo) {
			job.Status = livekit.EgressStatus_EGRESS_COMPLETE
			job.EndedAt = time.Now().UnixNano()
			for _, file := range job.FileResults {
				file.EndedAt = job.EndedAt
				file.Duration = file.EndedAt - file.StartedAt
				file.Size = 100_000
				file.Location = file.Filename
			}
		})
		r.mu.Lock()
		delete(r.jobs, request.EgressId)
		r.mu.Unlock()
	})
	return answer, nil
}

func (r *recorder) UpdateEgress(_ context.Context, request *livekit.UpdateEgressRequest) (*livekit.EgressInfo, error) {
	answer := r.tell(request.EgressId, func(*livekit.EgressInfo) {})
	if answer == nil {
		return nil, psrpc.NewErrorf(psrpc.NotFound, "egress does not exist")
	}
	return answer, nil
}

// Changes a job and tells the server; gives what was told, or nothing where there is no such job.
func (r *recorder) tell(id string, change func(*livekit.EgressInfo)) *livekit.EgressInfo {
	r.mu.Lock()
	job := r.jobs[id]
	if job == nil {
		r.mu.Unlock()
		return nil
	}
	change(job)
	job.UpdatedAt = time.Now().UnixNano()
	told := proto.Clone(job).(*livekit.EgressInfo)
	r.mu.Unlock()
	if _, err := r.io.UpdateEgress(context.Background(), told); err != nil {
		fmt.Fprintln(os.Stderr, "recorder: the server took no update:", err)
	}
	return told
}

func run(address string) error {
	bus := psrpc.NewRedisMessageBus(redis.NewClient(&redis.Options{Addr: address}))
	io, err := rpc.NewIOInfoClient(bus)
	if err != nil {
		return err
	}
	r := &recorder{bus: bus, io: io, jobs: map[string]*livekit.EgressInfo{}}
	server, err := rpc.NewEgressInternalServer(r, bus)
	if err != nil {
		return err
	}
	if err := server.RegisterStartEgressTopic(""); err != nil {
		return err
	}
	if err := server.RegisterListActiveEgressTopic(""); err != nil {
		return err
	}
	fmt.Println("ready")
	select {}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: recorder REDIS_ADDRESS")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "recorder:", err)
		os.Exit(1)
	}
}
