# Findings of containers about owners and layers that the host cannot know or does not have.
let
  web = stateless: {
    stateless = {
      enable = true;
    }
    // stateless;
  };
  persist = persist: { containers.web = web { inherit persist; }; };
in
{
  container-layers-missing.containers.web = web {
    overlays."/srv" = {
      lower = [
        "/srv/nothing"
        "/persist/there"
        "/nix/store/there"
      ];
      upper = "/persist/upper";
    };
  };

  container-secrets-missing.containers.web = web {
    credentials = {
      lost.path = "/srv/secret";
      kept.path = "/persist/secret";
      made.path = "/run/secrets/secret";
      built.path = "/etc/secret";
      encrypted = {
        path = "/var/lib/secret";
        encrypted = true;
      };
    };
  };

  # `alice` is a user of the host, with a number there.
  container-owners = persist {
    directories = {
      "/a" = {
        user = "postgress";
        group = "nosuch";
      };
      "/b" = {
        user = "alice";
        group = "1000";
      };
      "/c".parents."/c/d".user = "app";
      "/e" = {
        user = "nosuch";
        create = false;
        source = "/persist/e";
      };
    };
  };
}
