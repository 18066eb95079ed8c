{
  name = "containers-ephemeral-size";
  meta.maintainers = [ ];

  nodes.machine = {
    virtualisation.memorySize = 2048;

    containers.limited = {
      ephemeral = true;
      ephemeralSize = "64M";
      config = { };
    };

    containers.users = {
      ephemeral = true;
      ephemeralSize = "5%";
      privateUsers = "pick";
      config = { };
    };
  };

  testScript = ''
    root = "/run/nixos-containers/limited"

    machine.wait_for_unit("multi-user.target")
    machine.fail(f"mountpoint --quiet {root}")
    machine.succeed("nixos-container start limited")

    with subtest("The root of the container has the size"):
        size = machine.succeed("nixos-container run limited -- df --block-size=1M --output=size /")
        assert size.split()[-1] == "64", size
        assert machine.succeed("nixos-container run limited -- stat --format=%a /").strip() == "755"

    with subtest("A container that is full does not fill the host"):
        before = int(machine.succeed("df --block-size=1K --output=avail /run").split()[-1])
        machine.fail("nixos-container run limited -- dd if=/dev/zero of=/fill bs=1M count=128")
        machine.succeed("nixos-container run limited -- test -s /fill")
        after = int(machine.succeed("df --block-size=1K --output=avail /run").split()[-1])
        assert before - after < 8 * 1024, f"{before} KiB were free in /run, and now {after}"

    with subtest("After a crash the container starts with an empty root"):
        invocation = machine.succeed("systemctl show --property=InvocationID container@limited")
        machine.succeed("systemctl kill --signal=KILL --kill-whom=all container@limited")
        machine.wait_until_fails(
            "systemctl show --property=InvocationID container@limited"
            f" | grep --fixed-strings '{invocation.strip()}'"
        )
        machine.wait_for_unit("container@limited")
        machine.succeed("nixos-container run limited -- test ! -e /fill")
        copies = machine.succeed(f"find {root} -mindepth 1 -maxdepth 1 -name '.#*' -type d | wc --lines")
        assert copies.strip() == "1", copies

    with subtest("Nothing is left when it has stopped"):
        machine.succeed("nixos-container stop limited")
        machine.wait_until_fails(f"mountpoint --quiet {root}")
        machine.succeed(f"test -z \"$(find {root} -mindepth 1)\"")

    with subtest("A percentage, and users of its own"):
        machine.succeed("nixos-container start users")
        size = machine.succeed("nixos-container run users -- df --block-size=1M --output=size /")
        assert 80 < int(size.split()[-1]) < 105, size
        machine.succeed("nixos-container run users -- touch /file")
  '';
}
