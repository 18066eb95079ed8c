# Who a container is, and what it may do.
let
  sandbox = {
    dropCapabilities = [
      "CAP_SYS_CHROOT"
      "CAP_MKNOD"
    ];
    noNewPrivileges = true;
    rlimits = {
      NOFILE = "123";
      NPROC = "1000:2000";
    };
    oomScoreAdjust = 321;
    cpuAffinity = [ "0" ];
    systemCallFilter = [
      "@keyring"
      "~@swap"
      "~mkdir"
    ];
  };
  credentials = {
    token.path = "/run/secrets/100% token";
    other.path = "/run/secrets/other";
  };
in
{
  networking.hostName = "tester";
  containers = {
    plain.stateless = {
      enable = true;
      inherit sandbox credentials;
      network.resolvConf = "off";
    };
    pick = {
      additionalCapabilities = [ "CAP_NET_ADMIN" ];
      stateless = {
        enable = true;
        inherit sandbox credentials;
        users.mode = "pick";
        network.resolvConf = "replace-host";
      };
    };
    random.stateless = {
      enable = true;
      machineId = "random";
      journal = "none";
    };
    chosen.stateless = {
      enable = true;
      machineId = "4f2a6c1b9d3e4875a0b1c2d3e4f50617";
    };
  };
}
