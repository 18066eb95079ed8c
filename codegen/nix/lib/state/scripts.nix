# Directories that services create themselves, in their scripts or programs, so that no setting describes
# them: by unit, with the owner and mode that the script gives them. Each was read in the module of nixpkgs
# or in the manual of the program.
#
# Add a unit here only if its directory is the same on every host, or one of its settings names it.
{ lib }:
let
  inherit (lib) hasSuffix optionals removeSuffix;

  ofRoot = mode: path: {
    user = "root";
    group = "root";
    inherit mode path;
  };
  # NixOS says nothing else of its data directory.
  plexFile = "/Plex Media Server/plexmediaserver.pid";

  rancher = name: _: [
    (ofRoot "0755" "/var/lib/rancher/${name}")
    # The password of the node, without which the cluster refuses it.
    (ofRoot "0700" "/etc/rancher/node")
  ];
in
{
  # nixos/modules/services/scheduling/atd.nix: jobs that wait for their time.
  atd =
    _:
    map
      (path: {
        user = "atd";
        group = "atd";
        mode = "1770";
        inherit path;
      })
      [
        "/var/spool/atjobs"
        "/var/spool/atspool"
      ];

  # nixos/modules/services/networking/consul.nix: the identity of the node, and its data.
  consul = service: [
    {
      user = service.serviceConfig.User or "root";
      group = "root";
      mode = "0700";
      path = "/var/lib/consul";
    }
  ];

  # nixos/modules/services/scheduling/cron.nix: the tables that users write.
  cron = _: [ (ofRoot "0710" "/var/cron") ];

  # nixos/modules/services/networking/dnsmasq.nix: the leases that it has given.
  dnsmasq = _: [
    {
      user = "dnsmasq";
      group = "root";
      mode = "0755";
      path = "/var/lib/dnsmasq";
    }
  ];

  # nixos/modules/services/network-filesystems/glusterfs.nix: the peers and volumes.
  glusterd = _: [ (ofRoot "0755" "/var/lib/glusterd") ];

  # nixos/modules/services/monitoring/incron.nix: the tables that users write.
  incron = _: [ (ofRoot "0710" "/var/spool/incron") ];

  # nixos/modules/services/cluster/rancher; docs.k3s.io/architecture: the cluster and its certificates.
  k3s = rancher "k3s";
  rke2-agent = rancher "rke2";
  rke2-server = rancher "rke2";

  # nixos/modules/services/misc/plex.nix: the library, and the claim of the server.
  plex =
    { serviceConfig, ... }:
    optionals (hasSuffix plexFile serviceConfig.PIDFile or "") [
      {
        user = serviceConfig.User or "root";
        group = serviceConfig.Group or "root";
        mode = "0755";
        path = removeSuffix plexFile serviceConfig.PIDFile;
      }
    ];

  # nixos/modules/services/mail/postfix.nix: the queue, and mailboxes of local users.
  postfix-setup = _: [
    (ofRoot "0755" "/var/lib/postfix")
    (ofRoot "1777" "/var/spool/mail")
  ];

  # nixos/modules/services/admin/salt: the keys of the machine, and those that the master accepted.
  salt-master = _: [ (ofRoot "0700" "/var/lib/salt/pki") ];
  salt-minion = _: [ (ofRoot "0700" "/var/lib/salt/pki") ];

  # nixos/modules/services/monitoring/teamviewer.nix: the identity of the machine.
  teamviewerd = _: [ (ofRoot "0755" "/var/lib/teamviewer") ];

  # nixos/modules/virtualisation/waydroid.nix; `waydroid init`: the images and the container.
  waydroid-container = _: [ (ofRoot "0755" "/var/lib/waydroid") ];

  # nixos/modules/services/networking/zerotierone.nix: the identity of the node.
  zerotierone = _: [ (ofRoot "0700" "/var/lib/zerotier-one") ];
}
