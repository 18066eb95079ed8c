# Findings of containers: what they have of the host, and what the host knows of them.
let
  web = container: {
    containers.web = container // {
      stateless = {
        enable = true;
      }
      // container.stateless or { };
    };
  };
in
{
  source-around-its-own-root = web {
    stateless.persist.directories = {
      "/srv/all" = {
        source = "/persist/containers";
        create = false;
      };
      "/srv/data" = { };
    };
  };

  bind-of-its-own-root = web {
    bindMounts = {
      "/state" = {
        hostPath = "/persist/containers/web";
        isReadOnly = false;
      };
      "/read".hostPath = "/persist";
    };
    stateless.persist.directories = [ "/srv/data" ];
  };

  binds-of-a-root-on-tmpfs = web {
    bindMounts = {
      "/srv/read" = { };
      "/written" = {
        hostPath = "/srv/written";
        isReadOnly = false;
      };
      "/run/socket" = { };
      "/kept".hostPath = "/persist/kept";
    };
  };

  zone-without-a-network = web {
    privateNetwork = false;
    stateless.network.zone = "lan";
  };

  source-that-nobody-makes = web {
    stateless.persist.directories."/media" = {
      source = "/srv/media";
      create = false;
    };
  };
}
