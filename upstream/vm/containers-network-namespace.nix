{ lib, ... }:
{
  name = "containers-network-namespace";
  meta.maintainers = [ ];

  nodes.machine =
    { extendModules, ... }:
    {
      containers.inside = {
        networkNamespace = "/run/netns/inside";
        config = { };
      };

      # Evaluated only: it must be refused.
      system.build.wrong = extendModules {
        modules = [ { containers.inside.privateNetwork = true; } ];
      };
    };

  testScript =
    { nodes, ... }:
    let
      failed = assertions: map (found: found.message) (lib.filter (found: !found.assertion) assertions);
      right = failed nodes.machine.assertions;
      wrong = failed nodes.machine.system.build.wrong.config.assertions;
    in
    ''
      right: list[str] = ${builtins.toJSON right}
      wrong: list[str] = ${builtins.toJSON wrong}

      with subtest("A private network beside a namespace is refused with a message"):
          assert right == [], right
          assert len(wrong) == 1 and "containers.inside.networkNamespace" in wrong[0], wrong

      machine.wait_for_unit("multi-user.target")

      with subtest("The container runs in the namespace"):
          machine.succeed("ip netns add inside", "nixos-container start inside")
          leader = machine.succeed("machinectl show --property=Leader --value inside").strip()
          of_leader = machine.succeed(f"stat --dereference --format=%i /proc/{leader}/ns/net")
          of_name = machine.succeed("stat --format=%i /run/netns/inside")
          assert of_leader == of_name
    '';
}
