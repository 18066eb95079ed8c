# Accounts of a machine that forgets: by the activation script and by Userborn. Homes, numbers and
# passwords are right at each boot.
{
  name = "users";
  meta.timeout = 3600;

  nodes =
    let
      # "first"
      password = "$6$0123456789abcdef$sOjN1Rj.5eDeywGOLlvIh4lmOSLJav1ejNPRYl.6NOlBVJUZpPpSA9cqqU2JZioClFBt2TKNINP52nBiNkUsx1";
      common =
        { pkgs, ... }:
        {
          imports = [ ./base.nix ];
          users.users.alice = {
            isNormalUser = true;
            # Its number is chosen at the first boot.
            uid = null;
          };
          users.users.worker = {
            isSystemUser = true;
            group = "worker";
          };
          users.groups.worker = { };
          stateless.stores.main.users.alice.directories = {
            notes = { };
            # The initrd makes what is around it, and knows no number of hers.
            ".config/app/keys".phase = "initrd";
          };
          environment.systemPackages = [ pkgs.shadow ];
        };
    in
    {
      activation = {
        imports = [ common ];
        users.mutableUsers = false;
        users.users.alice.hashedPassword = password;
      };
      userborn = {
        imports = [ common ];
        services.userborn.enable = true;
        # What is changed by hand is kept.
        users.users.alice.initialHashedPassword = password;
        stateless.passwords = "userborn";
      };
    };

  testScript = builtins.readFile ./users.py;
}
