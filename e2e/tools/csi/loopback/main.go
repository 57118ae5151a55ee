// A CSI driver whose volumes are XFS file systems in files of this machine: their size is enforced, and they grow while they
// are mounted (ext4 would need CAP_SYS_RESOURCE for that, which a container may lack). Without --node it is the controller's
// part, which needs only the folder of the files; with it, the part of a node, which mounts them and makes itself known to
// the kubelet.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

const (
	name     = "loopback.csi.test"
	topology = name + "/node"
	size     = "size"
	minimum  = 320 << 20 // XFS cannot be smaller
)

type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	csi.UnimplementedNodeServer
	registration.UnimplementedRegistrationServer
	node, files, endpoint string
}

func main() {
	d := &driver{}
	flag.StringVar(&d.node, "node", "", "name of the node; without it, the controller")
	flag.StringVar(&d.files, "files", "", "folder of the volumes")
	flag.StringVar(&d.endpoint, "endpoint", "", "socket to listen on")
	plugins := flag.String("registry", "", "the kubelet's folder for sockets of plugins")
	flag.Parse()
	if d.node != "" {
		go d.serve(filepath.Join(*plugins, name+"-reg.sock"), func(s *grpc.Server) {
			registration.RegisterRegistrationServer(s, d)
		})
	}
	d.serve(d.endpoint, func(s *grpc.Server) {
		csi.RegisterIdentityServer(s, d)
		if d.node == "" {
			csi.RegisterControllerServer(s, d)
		} else {
			csi.RegisterNodeServer(s, d)
		}
	})
}

func (d *driver) serve(socket string, register func(*grpc.Server)) {
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(logged))
	register(server)
	log.Fatal(server.Serve(listener))
}

func logged(ctx context.Context, in any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	out, err := next(ctx, in)
	log.Printf("%s %v -> %v %v", info.FullMethod, in, out, err)
	return out, err
}

// ---- who it is ----

func (d *driver) GetInfo(context.Context, *registration.InfoRequest) (*registration.PluginInfo, error) {
	return &registration.PluginInfo{
		Type: registration.CSIPlugin, Name: name, Endpoint: d.endpoint, SupportedVersions: []string{"1.0.0"},
	}, nil
}

func (d *driver) NotifyRegistrationStatus(
	_ context.Context, s *registration.RegistrationStatus) (*registration.RegistrationStatusResponse, error) {
	if !s.PluginRegistered {
		log.Fatalf("the kubelet refused the plugin: %s", s.Error)
	}
	return &registration.RegistrationStatusResponse{}, nil
}

func (d *driver) GetPluginInfo(context.Context, *csi.GetPluginInfoRequest) (*csi.GetPluginInfoResponse, error) {
	return &csi.GetPluginInfoResponse{Name: name, VendorVersion: "1"}, nil
}

func (d *driver) Probe(context.Context, *csi.ProbeRequest) (*csi.ProbeResponse, error) {
	return &csi.ProbeResponse{}, nil
}

func (d *driver) GetPluginCapabilities(
	context.Context, *csi.GetPluginCapabilitiesRequest) (*csi.GetPluginCapabilitiesResponse, error) {
	service := func(t csi.PluginCapability_Service_Type) *csi.PluginCapability {
		return &csi.PluginCapability{Type: &csi.PluginCapability_Service_{Service: &csi.PluginCapability_Service{Type: t}}}
	}
	return &csi.GetPluginCapabilitiesResponse{Capabilities: []*csi.PluginCapability{
		service(csi.PluginCapability_Service_CONTROLLER_SERVICE),
		service(csi.PluginCapability_Service_VOLUME_ACCESSIBILITY_CONSTRAINTS),
		{Type: &csi.PluginCapability_VolumeExpansion_{VolumeExpansion: &csi.PluginCapability_VolumeExpansion{
			Type: csi.PluginCapability_VolumeExpansion_ONLINE}}},
	}}, nil
}

// ---- the controller: a volume is made where it is first used ----

func (d *driver) ControllerGetCapabilities(
	context.Context, *csi.ControllerGetCapabilitiesRequest) (*csi.ControllerGetCapabilitiesResponse, error) {
	rpc := func(t csi.ControllerServiceCapability_RPC_Type) *csi.ControllerServiceCapability {
		return &csi.ControllerServiceCapability{
			Type: &csi.ControllerServiceCapability_Rpc{Rpc: &csi.ControllerServiceCapability_RPC{Type: t}}}
	}
	return &csi.ControllerGetCapabilitiesResponse{Capabilities: []*csi.ControllerServiceCapability{
		rpc(csi.ControllerServiceCapability_RPC_CREATE_DELETE_VOLUME),
		rpc(csi.ControllerServiceCapability_RPC_EXPAND_VOLUME),
	}}, nil
}

func (d *driver) CreateVolume(_ context.Context, r *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	bytes := max(r.CapacityRange.GetRequiredBytes(), minimum)
	places := r.AccessibilityRequirements.GetPreferred()
	if len(places) == 0 {
		return nil, status.Error(codes.InvalidArgument, "it must be known where the volume is used first")
	}
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{
		VolumeId:           r.Name,
		CapacityBytes:      bytes,
		VolumeContext:      map[string]string{size: fmt.Sprint(bytes)},
		AccessibleTopology: places[:1],
	}}, nil
}

func (d *driver) DeleteVolume(_ context.Context, r *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	if err := os.Remove(d.file(r.VolumeId)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return &csi.DeleteVolumeResponse{}, nil
}

func (d *driver) ValidateVolumeCapabilities(
	_ context.Context, r *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	return &csi.ValidateVolumeCapabilitiesResponse{
		Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{VolumeCapabilities: r.VolumeCapabilities},
	}, nil
}

func (d *driver) ControllerExpandVolume(
	_ context.Context, r *csi.ControllerExpandVolumeRequest) (*csi.ControllerExpandVolumeResponse, error) {
	return &csi.ControllerExpandVolumeResponse{
		CapacityBytes: r.CapacityRange.RequiredBytes, NodeExpansionRequired: true}, nil
}

// ---- a node ----

func (d *driver) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{
		NodeId: d.node, AccessibleTopology: &csi.Topology{Segments: map[string]string{topology: d.node}}}, nil
}

func (d *driver) NodeGetCapabilities(
	context.Context, *csi.NodeGetCapabilitiesRequest) (*csi.NodeGetCapabilitiesResponse, error) {
	return &csi.NodeGetCapabilitiesResponse{Capabilities: []*csi.NodeServiceCapability{{
		Type: &csi.NodeServiceCapability_Rpc{Rpc: &csi.NodeServiceCapability_RPC{
			Type: csi.NodeServiceCapability_RPC_EXPAND_VOLUME}}}}}, nil
}

func (d *driver) NodePublishVolume(
	_ context.Context, r *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	file := d.file(r.VolumeId)
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		fresh := file + ".new"
		if err := run("truncate", "--size="+r.VolumeContext[size], fresh); err != nil {
			return nil, err
		}
		if err := run("mkfs.xfs", "-q", "-f", fresh); err != nil {
			return nil, err
		}
		if err := os.Rename(fresh, file); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(r.TargetPath, 0o755); err != nil {
		return nil, err
	}
	if run("mountpoint", "-q", r.TargetPath) == nil {
		return &csi.NodePublishVolumeResponse{}, nil
	}
	return &csi.NodePublishVolumeResponse{}, run("mount", "-o", "loop", file, r.TargetPath)
}

func (d *driver) NodeUnpublishVolume(
	_ context.Context, r *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	if run("mountpoint", "-q", r.TargetPath) == nil {
		if err := run("umount", r.TargetPath); err != nil {
			return nil, err
		}
	}
	if err := os.Remove(r.TargetPath); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}

func (d *driver) NodeExpandVolume(
	_ context.Context, r *csi.NodeExpandVolumeRequest) (*csi.NodeExpandVolumeResponse, error) {
	bytes := r.CapacityRange.GetRequiredBytes()
	device, err := exec.Command("findmnt", "-n", "-o", "SOURCE", "--mountpoint", r.VolumePath).Output()
	if err != nil {
		return nil, fmt.Errorf("what is mounted at %s: %w", r.VolumePath, err)
	}
	loop := strings.TrimSpace(string(device))
	for _, command := range [][]string{
		{"truncate", fmt.Sprintf("--size=%d", bytes), d.file(r.VolumeId)},
		{"losetup", "--set-capacity", loop},
		{"xfs_growfs", r.VolumePath},
	} {
		if err := run(command...); err != nil {
			return nil, err
		}
	}
	return &csi.NodeExpandVolumeResponse{CapacityBytes: bytes}, nil
}

func (d *driver) file(id string) string { return filepath.Join(d.files, filepath.Base(id)+".img") }

func run(command ...string) error {
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, out)
	}
	return nil
}
