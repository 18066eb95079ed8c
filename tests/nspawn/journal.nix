# Each place that a journal can go to.
{
  containers = {
    chosen.stateless = {
      enable = true;
      machineId = "4f2a6c1b9d3e4875a0b1c2d3e4f50617";
    };
    pick.stateless = {
      enable = true;
      users.mode = "pick";
    };
    forward.stateless = {
      enable = true;
      journal = "forward";
    };
    forward-pick.stateless = {
      enable = true;
      journal = "forward";
      users.mode = "pick";
    };
    none.stateless = {
      enable = true;
      journal = "none";
    };
  };
}
