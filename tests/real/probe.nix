# One instance of everything that has instances, with as little as possible defined: all else that the
# options say is said by NixOS or by its stand-ins.
{
  fileSystems = {
    "/".fsType = "tmpfs";
    "/nix" = {
      device = "/dev/disk/by-label/nix";
      fsType = "ext4";
    };
    "/srv" = {
      device = "/dev/disk/by-label/srv";
      fsType = "ext4";
    };
    "/persist" = {
      device = "/dev/disk/by-label/persist";
      fsType = "ext4";
      neededForBoot = true;
      depends = [ "/nix" ];
    };
  };
  swapDevices = [ { device = "/dev/disk/by-label/swap"; } ];

  users.users = {
    alice.isNormalUser = true;
    app = {
      isSystemUser = true;
      group = "app";
    };
  };
  users.groups.app = { };

  environment.etc.probe.text = "probe";
  boot.initrd.systemd.contents."/etc/probe".text = "probe";
  boot.initrd.systemd.units."other.service".text = "[Unit]\n";
  systemd.units."other.service".text = "[Unit]\n";
  systemd.services.probe.serviceConfig.Type = "oneshot";
  systemd.nspawn.web.execConfig.Hostname = "web";

  containers.web = {
    config = { };
    bindMounts."/data" = { };
  };
  boot.initrd.luks.devices.disk.device = "/dev/disk/by-label/luks";
  services.nginx.virtualHosts."example.org" = { };
  services.redis.servers.main = { };
}
