{
  name = "containers-bind-idmap";
  meta.maintainers = [ ];

  nodes.machine = {
    users.users.alice = {
      isNormalUser = true;
      uid = 1000;
    };
    systemd.tmpfiles.rules = [
      "d /srv/mapped 0777 root root"
      "f /srv/mapped/file 0644 alice root"
      "d /srv/owned 0755 alice root"
      "d /srv/plain 0755 alice root"
    ];

    containers.users = {
      privateUsers = "pick";
      bindMounts = {
        "/srv/mapped" = {
          isReadOnly = false;
          idmap = "idmap";
        };
        "/srv/root" = {
          hostPath = "/srv/owned";
          isReadOnly = false;
          idmap = "rootidmap";
        };
        "/srv/plain" = { };
      };
      config = { };
    };
  };

  testScript = ''
    machine.wait_for_unit("multi-user.target")
    machine.succeed("nixos-container start users")

    def owner(path: str) -> str:
        return machine.succeed(f"nixos-container run users -- stat --format=%u {path}").strip()

    with subtest("Without a mapping, files belong to nobody"):
        assert owner("/srv/plain") == "65534"

    with subtest("With idmap, owners are those of the host"):
        assert owner("/srv/mapped/file") == "1000"
        machine.succeed("nixos-container run users -- touch /srv/mapped/new")
        assert machine.succeed("stat --format=%u /srv/mapped/new").strip() == "0"

    with subtest("With rootidmap, root stands for the owner"):
        assert owner("/srv/root") == "0"
        machine.succeed("nixos-container run users -- touch /srv/root/new")
        assert machine.succeed("stat --format=%u /srv/owned/new").strip() == "1000"
  '';
}
