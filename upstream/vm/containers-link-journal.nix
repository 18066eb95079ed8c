{
  name = "containers-link-journal";
  meta.maintainers = [ ];

  nodes.machine = {
    containers.host = {
      linkJournal = "host";
      config = { };
    };
    containers.guest.config = { };
    containers.none = {
      linkJournal = "no";
      config = { };
    };
  };

  testScript = ''
    machine.wait_for_unit("multi-user.target")

    def journal(name: str) -> str:
        machine.succeed(f"nixos-container start {name}")
        machine_id = machine.succeed(f"nixos-container run {name} -- cat /etc/machine-id").strip()
        return f"/var/log/journal/{machine_id}"

    with subtest("By default, it is in the container, and linked from the host"):
        machine.succeed(f"test -L {journal('guest')}")

    with subtest("With host, it is on the host, and bound into the container"):
        path = journal("host")
        machine.succeed(f"test -d {path} -a ! -L {path}")
        machine.succeed("nixos-container run host -- systemd-cat --identifier=probe echo from-inside")
        machine.succeed("nixos-container run host -- journalctl --sync")
        machine.succeed(f"journalctl --directory={path} --identifier=probe --grep=from-inside")

    with subtest("With no, the host has nothing"):
        machine.fail(f"test -e {journal('none')}")
  '';
}
